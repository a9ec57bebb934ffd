package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.reconcile.DayDrift.Side;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Compares the ledger with sums by time and model, day by day; what differs has to be looked for
/// with an export of single requests. One thread.
public final class DailyComparison {

  private static final String ALL = "all";
  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::day).thenComparing(Cell::model);

  private final Terms terms;
  private final List<UsageBucket> buckets;
  private final boolean byModel;
  private final Map<Cell, Side> ledger = new TreeMap<>(ORDER);
  private final Map<Cell, Side> export = new TreeMap<>(ORDER);

  private record Cell(LocalDate day, String model) {}

  /// @param buckets at least one
  public DailyComparison(Terms terms, List<UsageBucket> buckets) {
    this.terms = terms;
    this.buckets = List.copyOf(buckets);
    this.byModel = buckets.stream().anyMatch(bucket -> bucket.model() != null);
    buckets.stream().filter(bucket -> terms.covers(bucket.start())).forEach(this::count);
  }

  private void count(UsageBucket bucket) {
    String model = bucket.model() == null ? ALL : terms.catalogueName().apply(bucket.model());
    Price price = terms.prices().of(null, model);
    Usd cost = price == null ? null : price.cost(bucket.tokens());
    export.merge(
        new Cell(day(bucket.start()), model),
        new Side(bucket.requests(), bucket.tokens(), cost),
        Side::plus);
  }

  /// From when on rows are needed.
  public Instant from() {
    Instant first =
        buckets.stream().map(UsageBucket::start).min(Comparator.naturalOrder()).orElseThrow();
    return terms.since() == null || first.isAfter(terms.since()) ? first : terms.since();
  }

  /// Until when rows are needed, exclusive.
  public Instant until() {
    Instant last =
        buckets.stream().map(UsageBucket::end).max(Comparator.naturalOrder()).orElseThrow();
    return terms.until() == null || last.isBefore(terms.until()) ? last : terms.until();
  }

  /// Takes a row of the ledger, in any order.
  public void add(LedgerRow row) {
    boolean paid = row.kind() != LedgerRow.Kind.HIT && terms.concerns(row.target().provider());
    if (!paid || row.time().isBefore(from()) || !row.time().isBefore(until())) {
      return;
    }
    boolean request = row.corrects() == null && row.state() != LedgerRow.State.FREE;
    Usd cost = row.charge().cost();
    ledger.merge(
        new Cell(day(row.time()), byModel ? row.target().model() : ALL),
        new Side(request ? 1 : 0, row.tokens(), cost == null ? Usd.ZERO : cost),
        Side::plus);
  }

  /// The result, by day and model.
  public List<DayDrift> days() {
    Map<Cell, DayDrift> all = new TreeMap<>(ORDER);
    ledger.forEach(
        (cell, side) -> all.put(cell, new DayDrift(cell.day(), cell.model(), side, Side.NONE)));
    export.forEach((cell, side) ->
        all.put(
            cell,
            new DayDrift(cell.day(), cell.model(), ledger.getOrDefault(cell, Side.NONE), side)));
    return List.copyOf(all.values());
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
