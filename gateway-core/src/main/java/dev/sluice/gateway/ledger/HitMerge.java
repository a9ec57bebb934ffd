package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sums exact hits of one minute, key, team, model, tier, task and tags into one row, which stands
/// where the first of them stood. One thread.
///
/// Rows come in by time and go out in the same order: those that follow a hit wait for the end of
/// its minute. A minute with more rows than are kept waiting leaves more than one row for its hits,
/// which have the same sums.
public final class HitMerge {

  private static final int MOST_WAITING = 50_000;

  private final Consumer<LedgerRow> sink;
  private final Map<Group, Integer> places = new HashMap<>();
  private final List<LedgerRow> waiting = new ArrayList<>();
  private long minute = Long.MIN_VALUE;

  public HitMerge(Consumer<LedgerRow> sink) {
    this.sink = sink;
  }

  /// Estimates that are absent stay apart from those that are not.
  private record Group(
      Payer payer,
      String model,
      String tier,
      @Nullable String task,
      boolean baseline,
      boolean standard) {}

  /// The next row.
  public void add(LedgerRow row) {
    long itsMinute = Math.floorDiv(row.time().getEpochSecond(), 60);
    if (itsMinute != minute || waiting.size() >= MOST_WAITING) {
      end();
      minute = itsMinute;
    }
    if (isExactHit(row)) {
      addHit(row);
    } else if (waiting.isEmpty()) {
      sink.accept(row);
    } else {
      waiting.add(row);
    }
  }

  /// No more rows come.
  public void end() {
    waiting.forEach(sink);
    waiting.clear();
    places.clear();
  }

  /// Whether it is one of those that are summed.
  public static boolean isExactHit(LedgerRow row) {
    return row.kind() == Kind.HIT && row.result().cache().equals("hit") && row.corrects() == null;
  }

  /// Both in one row, which has the first's id, time and latency.
  public static LedgerRow sum(LedgerRow first, LedgerRow second) {
    return new LedgerRow(
        first.requestId(),
        first.attempt(),
        first.time(),
        first.kind(),
        first.state(),
        first.target(),
        first.result(),
        first.tokens().plus(second.tokens()),
        charge(first.charge(), second.charge()),
        first.payer(),
        first.count() + second.count(),
        null);
  }

  private void addHit(LedgerRow row) {
    var target = row.target();
    Group group =
        new Group(
            row.payer(),
            target.model(),
            target.tier(),
            target.task(),
            row.charge().baseline() != null,
            row.charge().standard() != null);
    Integer place = places.putIfAbsent(group, waiting.size());
    if (place == null) {
      waiting.add(row);
    } else {
      waiting.set(place, sum(waiting.get(place), row));
    }
  }

  private static Charge charge(Charge first, Charge second) {
    return new Charge(
        sum(first.cost(), second.cost()),
        first.reserved().plus(second.reserved()),
        sum(first.baseline(), second.baseline()),
        sum(first.standard(), second.standard()),
        first.priceVersion());
  }

  private static @Nullable Usd sum(@Nullable Usd first, @Nullable Usd second) {
    return first == null || second == null ? null : first.plus(second);
  }

  private static @Nullable Estimate sum(@Nullable Estimate first, @Nullable Estimate second) {
    return first == null || second == null ? null : first.plus(second);
  }
}
