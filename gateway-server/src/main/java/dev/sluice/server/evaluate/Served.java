package dev.sluice.server.evaluate;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.terms.Tier;
import java.util.List;

/// What came of one request: who answered, and everything that was paid for it.
///
/// @param task what the request was taken for
/// @param overheadMillis time spent in the gateway itself
/// @param paid by attempt, as the ledger has it
record Served(Tier tier, String task, double overheadMillis, List<Paid> paid) {

  Served {
    paid = List.copyOf(paid);
  }

  /// One attempt.
  ///
  /// @param model of the catalogue
  record Paid(String model, Tier tier, LedgerRow.Kind kind, long input, long output) {}

  boolean called(Tier wanted) {
    return paid.stream().anyMatch(attempt -> attempt.tier() == wanted);
  }
}
