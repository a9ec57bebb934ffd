package dev.sluice.server.money;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.money.Usd;
import dev.sluice.server.store.Store;
import dev.sluice.server.store.Stores;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// All rows of a ledger, of a gateway that has ended or of one that runs.
final class Rows {

  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private Rows() {}

  static List<LedgerRow> in(Path data) throws StoreFailure {
    try (Store store = Stores.open(data)) {
      return in(store);
    }
  }

  static List<LedgerRow> in(Store store) throws StoreFailure {
    List<LedgerRow> rows = new ArrayList<>();
    store.rows(Instant.EPOCH, END, rows::add);
    return rows;
  }

  /// In nano-dollars; unpriced rows count as nothing.
  static long cost(List<LedgerRow> rows) {
    return rows.stream().mapToLong(Rows::cost).sum();
  }

  static long cost(LedgerRow row) {
    Usd cost = row.charge().cost();
    return cost == null ? 0 : cost.nanos();
  }
}
