package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.RowStore.Batch;
import dev.sluice.gateway.ledger.RowStore.Position;
import dev.sluice.gateway.money.PriceEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What goes into the database in one transaction. Each key once: the first row stands. One thread.
final class BatchBuilder {

  private final Map<RowKey, LedgerRow> rows = new LinkedHashMap<>();
  private final HitSums hits = new HitSums();
  private final List<PriceEntry> prices = new ArrayList<>();

  void add(LedgerRow row) {
    if (HitSums.isExactHit(row)) {
      hits.add(row);
    } else {
      rows.putIfAbsent(RowKey.of(row), row);
    }
  }

  void add(PriceEntry entry) {
    prices.add(entry);
  }

  /// The batch; without rows and prices there is nothing that the database needs to know.
  Batch build(String journal, Position upTo) {
    List<LedgerRow> all = new ArrayList<>(rows.values());
    all.addAll(hits.rows());
    return new Batch(journal, upTo, all, prices);
  }
}
