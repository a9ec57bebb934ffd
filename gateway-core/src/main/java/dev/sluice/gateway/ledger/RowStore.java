package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;
import java.util.List;

/// The port to the database behind the journal. One thread at a time.
public interface RowStore {

  /// How far this journal has been written, [Position#START] for one that is new.
  Position position(String journal) throws StoreFailure;

  /// Adds rows, their sums by hour and day, and the position, all or nothing.
  ///
  /// A row whose key is there already is left out, of the sums too.
  void write(Batch batch) throws StoreFailure;

  /// What one transaction adds.
  ///
  /// @param journal whose rows these are
  /// @param upTo everything before it has been written afterwards
  record Batch(String journal, Position upTo, List<LedgerRow> rows, List<PriceEntry> prices) {

    public Batch {
      rows = List.copyOf(rows);
      prices = List.copyOf(prices);
    }
  }

  /// A place in a journal: a segment and the bytes in it.
  record Position(long segment, long offset) {
    public static final Position START = new Position(0, 0);
  }
}
