package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.money.Estimate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Exact hits of one batch, summed per minute and all that tells them apart. One thread.
///
/// A sum carries the request, the time and the latency of its first hit.
final class HitSums {

  private final Map<LedgerRow, LedgerRow> byGroup = new LinkedHashMap<>();

  static boolean isExactHit(LedgerRow row) {
    return row.kind() == Kind.HIT && row.result().cache().equals("hit");
  }

  void add(LedgerRow hit) {
    byGroup.merge(group(hit), hit, HitSums::sum);
  }

  Collection<LedgerRow> rows() {
    return byGroup.values();
  }

  /// The row without what is the single hit's own. Estimates that are absent stay apart from those
  /// that are not.
  private static LedgerRow group(LedgerRow hit) {
    Result result = hit.result();
    Charge charge = hit.charge();
    return new LedgerRow(
        "",
        0,
        hit.time().truncatedTo(ChronoUnit.MINUTES),
        hit.kind(),
        hit.state(),
        hit.target(),
        new Result(result.status(), result.stream(), result.upstreamRequestId(), result.cache(), 0),
        hit.tokens(),
        charge(charge, nothing(charge.baseline()), nothing(charge.standard())),
        hit.payer(),
        1,
        hit.corrects());
  }

  private static @Nullable Estimate nothing(@Nullable Estimate estimate) {
    return estimate == null ? null : Estimate.NOTHING;
  }

  private static LedgerRow sum(LedgerRow first, LedgerRow next) {
    return new LedgerRow(
        first.requestId(),
        first.attempt(),
        first.time(),
        first.kind(),
        first.state(),
        first.target(),
        first.result(),
        first.tokens(),
        charge(
            first.charge(),
            sum(first.charge().baseline(), next.charge().baseline()),
            sum(first.charge().standard(), next.charge().standard())),
        first.payer(),
        first.count() + next.count(),
        first.corrects());
  }

  private static @Nullable Estimate sum(@Nullable Estimate a, @Nullable Estimate b) {
    return a == null || b == null ? null : a.plus(b);
  }

  private static Charge charge(
      Charge of, @Nullable Estimate baseline, @Nullable Estimate standard) {
    return new Charge(of.cost(), of.reserved(), baseline, standard, of.priceVersion());
  }
}
