package dev.sluice.server.books;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.RowStore;
import dev.sluice.gateway.ledger.Spending;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.PriceEntry;
import dev.sluice.gateway.money.Usd;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Books in memory; they stay when they are closed.
public final class FakeBooks implements Books, LedgerQueries, RowStore {

  private final Map<String, LedgerRow> rows = new LinkedHashMap<>();
  private final Map<String, Position> positions = new HashMap<>();
  private final FakeKeys keys = new FakeKeys();
  private boolean broken;
  private Runnable beforeReports = () -> {};

  /// With these rows.
  public static FakeBooks of(List<LedgerRow> rows) {
    FakeBooks books = new FakeBooks();
    rows.forEach(row -> books.rows.put(row.key(), row));
    return books;
  }

  /// Opens these, whatever is asked for.
  public Opener opener() {
    return (place, make) -> Optional.of(this);
  }

  /// From now on each report asks this first.
  public void beforeReports(Runnable something) {
    beforeReports = something;
  }

  /// From now on the database is gone.
  public void breakDown() {
    broken = true;
  }

  /// Everything in the order in which it was written.
  public List<LedgerRow> all() {
    return List.copyOf(rows.values());
  }

  @Override
  public LedgerQueries ledger() {
    return this;
  }

  @Override
  public RowStore rows() {
    return this;
  }

  @Override
  public Keys keys() {
    return keys;
  }

  @Override
  public void close() {}

  @Override
  public void rows(Instant since, Instant until, Consumer<LedgerRow> sink) throws StoreFailure {
    within(since, until).forEach(sink);
  }

  private Stream<LedgerRow> within(Instant since, Instant until) throws StoreFailure {
    check();
    return rows.values().stream()
        .filter(row -> !row.time().isBefore(since) && row.time().isBefore(until))
        .sorted(Comparator.comparing(LedgerRow::time));
  }

  private void check() throws StoreFailure {
    if (broken) {
      throw new StoreFailure("out of order", new IOException("gone"));
    }
  }

  @Override
  public List<LedgerRow> request(String requestId) {
    return rows.values().stream().filter(row -> row.requestId().equals(requestId)).toList();
  }

  @Override
  public List<LedgerRow> newest(int limit) {
    return rows.values().stream()
        .sorted(Comparator.comparing(LedgerRow::time).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public List<PriceEntry> prices() {
    return List.of();
  }

  @Override
  public List<Spending> spending(Instant now) {
    return List.of();
  }

  @Override
  public Optional<LedgerRow> row(String key) {
    return Optional.ofNullable(rows.get(key));
  }

  @Override
  public Position position(String journal) {
    return positions.getOrDefault(journal, Position.START);
  }

  @Override
  public void write(Batch batch) {
    batch.rows().forEach(row -> rows.putIfAbsent(row.key(), row));
    positions.put(batch.journal(), batch.upTo());
  }

  @Override
  public List<ReportLine> report(ReportQuery query) throws StoreFailure {
    beforeReports.run();
    Map<String, List<LedgerRow>> groups = new TreeMap<>();
    within(query.since(), query.until())
        .forEach(row ->
            groups
                .computeIfAbsent(String.join("\n", names(query, row)), name -> new ArrayList<>())
                .add(row));
    return groups.values().stream()
        .map(group -> line(names(query, group.getFirst()), group))
        .toList();
  }

  private static List<String> names(ReportQuery query, LedgerRow row) {
    return query.by().stream().map(group -> name(group, row)).toList();
  }

  private static String name(ReportQuery.Group group, LedgerRow row) {
    return switch (group) {
      case ReportQuery.Tag tag -> row.payer().tags().getOrDefault(tag.name(), "");
      case ReportQuery.Column column ->
          switch (column) {
            case DAY -> row.time().toString().substring(0, 10);
            case TEAM -> text(row.payer().team());
            case KEY -> row.payer().keyId();
            case MODEL -> row.target().model();
            case TASK -> text(row.target().task());
            case TIER -> row.target().tier();
            case LEVER -> row.kind() == Kind.HIT ? "cache" : "routing";
          };
    };
  }

  private static String text(@Nullable String name) {
    return name == null ? "" : name;
  }

  private static ReportLine line(List<String> names, List<LedgerRow> group) {
    return new ReportLine(
        names,
        count(group, row -> row.kind() == Kind.ANSWER || row.kind() == Kind.HIT),
        count(group, row -> row.kind() != Kind.HIT),
        count(group, row -> row.kind() == Kind.HIT),
        group.stream().map(LedgerRow::tokens).reduce(Usage.NONE, Usage::plus),
        sum(group, State.values()),
        sum(group, State.ESTIMATED),
        sum(group, State.UNKNOWN),
        baseline(group),
        standard(group),
        count(group, row -> row.charge().cost() == null));
  }

  private static long count(List<LedgerRow> group, Predicate<LedgerRow> which) {
    return group.stream()
        .filter(row -> row.corrects() == null)
        .filter(which)
        .mapToLong(LedgerRow::count)
        .sum();
  }

  private static Usd sum(List<LedgerRow> group, State... states) {
    Usd sum = Usd.ZERO;
    for (LedgerRow row : group) {
      Usd cost = row.charge().cost();
      sum = cost != null && List.of(states).contains(row.state()) ? sum.plus(cost) : sum;
    }
    return sum;
  }

  private static Estimate baseline(List<LedgerRow> group) {
    Estimate sum = Estimate.NOTHING;
    for (LedgerRow row : group) {
      Estimate one = row.charge().baseline();
      sum = one == null ? sum : sum.plus(one);
    }
    return sum;
  }

  private static Estimate standard(List<LedgerRow> group) {
    Estimate sum = Estimate.NOTHING;
    for (LedgerRow row : group) {
      Estimate one = row.charge().standard();
      sum = one == null ? sum : sum.plus(one);
    }
    return sum;
  }
}
