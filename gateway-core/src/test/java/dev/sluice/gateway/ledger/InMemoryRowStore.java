package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A store in memory that can be made to fail, to fail after it has committed, and to freeze. Any
/// thread.
public final class InMemoryRowStore implements RowStore {

  private final Map<String, LedgerRow> rows = new LinkedHashMap<>();
  private final Map<String, PriceEntry> prices = new LinkedHashMap<>();
  private final Map<String, Position> positions = new HashMap<>();
  private int failing;
  private int failingAfterCommit;
  private boolean frozen;
  private int batches;
  private int failures;

  /// All calls fail until `work`.
  public synchronized void fail() {
    failing = Integer.MAX_VALUE;
  }

  /// The next calls fail.
  public synchronized void failNext(int calls) {
    failing = calls;
  }

  /// The next writes fail though their rows are there afterwards.
  public synchronized void failAfterCommit(int writes) {
    failingAfterCommit = writes;
  }

  /// All calls wait until `work`.
  public synchronized void freeze() {
    frozen = true;
  }

  public synchronized void work() {
    failing = 0;
    failingAfterCommit = 0;
    frozen = false;
    notifyAll();
  }

  /// Waits until calls have failed that often.
  public synchronized void awaitFailures(int count) throws InterruptedException {
    while (failures < count) {
      wait();
    }
  }

  public synchronized List<LedgerRow> rows() {
    return new ArrayList<>(rows.values());
  }

  public synchronized List<PriceEntry> prices() {
    return new ArrayList<>(prices.values());
  }

  /// How many transactions were committed.
  public synchronized int batches() {
    return batches;
  }

  @Override
  public synchronized Position position(String journal) throws StoreFailure {
    mayFail();
    return positions.getOrDefault(journal, Position.START);
  }

  @Override
  public synchronized void write(Batch batch) throws StoreFailure {
    mayFail();
    batch.rows().forEach(row -> rows.putIfAbsent(row.key(), row));
    batch.prices().forEach(price -> prices.putIfAbsent(price.version(), price));
    positions.put(batch.journal(), batch.upTo());
    batches++;
    if (failingAfterCommit > 0) {
      failingAfterCommit--;
      throw failure("after the commit");
    }
  }

  private void mayFail() throws StoreFailure {
    while (frozen) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreFailure("interrupted", e);
      }
    }
    if (failing > 0) {
      failing--;
      throw failure("as told");
    }
  }

  private StoreFailure failure(String message) {
    failures++;
    notifyAll();
    return new StoreFailure(message, new IllegalStateException(message));
  }
}
