package dev.sluice.gateway.ledger;

import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;

/// The port to the record of every upstream attempt. Must not wait. Any thread.
public interface Ledger {

  /// A ledger that keeps nothing.
  Ledger NONE =
      new Ledger() {
        @Override
        public void intend(Exchange x, Attempt attempt) {}

        @Override
        public void settle(Exchange x, Attempt attempt) {}
      };

  /// Before the call: money may be spent.
  void intend(Exchange x, Attempt attempt);

  /// The attempt has ended and knows its cost; before the answer's last byte leaves.
  void settle(Exchange x, Attempt attempt);
}
