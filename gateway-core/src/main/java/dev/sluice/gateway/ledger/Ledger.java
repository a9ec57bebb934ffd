package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;

/// The port to the record of everything that was paid for. Never waits for a database. Any thread.
///
/// An intent goes before each call, a row ends it. What was recorded survives the end of the
/// process, however it ends; an intent whose row never came becomes a row of state `unknown`.
public interface Ledger {

  /// A ledger that keeps nothing.
  Ledger NONE =
      new Ledger() {
        @Override
        public boolean hasRoom() {
          return true;
        }

        @Override
        public boolean intend(LedgerRow ifNothingElse) {
          return true;
        }

        @Override
        public void record(LedgerRow row) {}

        @Override
        public void price(PriceEntry entry) {}
      };

  /// Whether requests may be taken; without room nothing may be spent or served.
  boolean hasRoom();

  /// Before a call: money may be spent. Holds the room for its row, too.
  ///
  /// @param ifNothingElse the row of state `unknown` at the reserved amount that stands when no
  ///   other follows
  /// @return false where there is no room; then the call must not be made
  boolean intend(LedgerRow ifNothingElse);

  /// The end of an attempt, or a hit. Always accepted; before the answer's last byte leaves.
  void record(LedgerRow row);

  /// A price that rows after this one name.
  void price(PriceEntry entry);
}
