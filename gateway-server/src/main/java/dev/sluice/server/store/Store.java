package dev.sluice.server.store;

import dev.sluice.gateway.access.KeyStore;
import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.RowStore;

/// One database: the rows of the ledger, their sums, and the virtual keys.
///
/// One thread at a time writes rows; everything else may come from any thread that may wait. After
/// a failure the next call tries anew.
public interface Store extends RowStore, LedgerQueries, KeyStore, AutoCloseable {

  @Override
  void close();
}
