package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Usd;
import java.util.List;

/// One row of the ledger together with everything that corrects it.
record Account(LedgerRow row, List<LedgerRow> corrections) {

  /// What the ledger now says it cost; an unpriced row counts as nothing.
  Usd cost() {
    Usd sum = cost(row);
    for (LedgerRow correction : corrections) {
      sum = sum.plus(cost(correction));
    }
    return sum;
  }

  Usage tokens() {
    Usage sum = row.tokens();
    for (LedgerRow correction : corrections) {
      sum = sum.plus(correction.tokens());
    }
    return sum;
  }

  /// Settled once the provider's own figure has been booked.
  State state() {
    boolean settled = corrections.stream().anyMatch(row -> row.state() == State.SETTLED);
    return settled ? State.SETTLED : row.state();
  }

  boolean isGuess() {
    return state() == State.ESTIMATED || state() == State.UNKNOWN;
  }

  String model() {
    return row.target().model();
  }

  private static Usd cost(LedgerRow row) {
    Usd cost = row.charge().cost();
    return cost == null ? Usd.ZERO : cost;
  }
}
