package dev.sluice.gateway;

import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.ledger.AttemptRows;
import dev.sluice.gateway.ledger.Ledger;
import dev.sluice.gateway.path.Closing;
import dev.sluice.gateway.terms.FailureKind;

/// Closing: everything that was paid for this request goes into the ledger, and a hit, which cost
/// nothing. After `PriceBaseline`.
///
/// Attempts are recorded here and not when each ends, since only now it is known which of them was
/// served. Until then their intents stand for them.
public final class SettleBooks implements Closing {

  private final Ledger ledger;
  private final AttemptRows rows;

  public SettleBooks(Ledger ledger, AttemptRows rows) {
    this.ledger = ledger;
    this.rows = rows;
  }

  @Override
  public void close(Exchange x) {
    for (Attempt attempt : x.attempts()) {
      if (attempt.failure() != FailureKind.LEDGER_FULL) {
        settleOpen(x, attempt);
        ledger.record(rows.ended(x, attempt));
      }
    }
    if (x.cache() == CacheOutcome.HIT || x.cache() == CacheOutcome.SEMANTIC_HIT) {
      ledger.record(rows.hit(x));
    }
  }

  /// Nobody will hear of its end any more: something failed in us.
  private static void settleOpen(Exchange x, Attempt attempt) {
    if (attempt.state() == Attempt.State.OPEN) {
      attempt.failedBy(FailureKind.CANCELLED);
      attempt.settle(Settlement.broken(null, x.request(), 0), x.nanoTime());
    }
  }
}
