package dev.sluice.server.books;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits, when a gateway starts, until all that an earlier process left in the journal is in the
/// database: as long as it becomes less, and says how much is left. One thread.
final class CatchUp {

  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final Duration ROUND = Duration.ofSeconds(10);

  /// Two minutes in which nothing was written: then the database is not about to come back.
  private static final int IDLE_ROUNDS = 12;

  private final Drained drained;
  private final LongSupplier backlog;

  /// @param backlog bytes that are left
  CatchUp(Drained drained, LongSupplier backlog) {
    this.drained = drained;
    this.backlog = backlog;
  }

  /// Waits for the end of it.
  @FunctionalInterface
  interface Drained {

    /// Waits for it; whether it has come within the bound.
    boolean await(Duration bound) throws InterruptedException;
  }

  /// Waits for the end; false where the backlog does not shrink any more.
  boolean await() throws InterruptedException {
    long least = backlog.getAsLong();
    int idle = 0;
    while (!drained.await(ROUND)) {
      long left = backlog.getAsLong();
      LOG.atInfo().addKeyValue("bytes", left).log("the ledger's database takes what was left");
      idle = left < least ? 0 : idle + 1;
      least = Math.min(least, left);
      if (idle == IDLE_ROUNDS) {
        return false;
      }
    }
    return true;
  }
}
