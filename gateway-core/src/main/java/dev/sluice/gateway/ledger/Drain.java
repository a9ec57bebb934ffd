package dev.sluice.gateway.ledger;

import dev.sluice.gateway.ledger.RowStore.Batch;
import dev.sluice.gateway.ledger.RowStore.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes rows from the journal into the database and deletes the files that are done with.
///
/// Runs on a thread of its own, `sluice-ledger`; the other methods may be called from any thread. A
/// batch that failed is written again as it was, unless the store says that it was written after
/// all. While the database is away the journal keeps everything.
final class Drain implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final int BATCH_ENTRIES = 8192;

  private final Journal journal;
  private final RowStore store;
  private final List<LedgerRow> unfinished;
  private final Duration linger;
  private final DrainSignals signals = new DrainSignals();
  private final OpenIntents open = new OpenIntents();
  private volatile boolean degraded;
  private volatile Position stored = Position.START;

  /// Not started yet.
  ///
  /// @param unfinished intents of an earlier process that have no row; they become rows
  Drain(Journal journal, RowStore store, List<LedgerRow> unfinished, Duration linger) {
    this.journal = journal;
    this.store = store;
    this.unfinished = unfinished;
    this.linger = linger;
  }

  /// Whether the database could not be used the last time.
  boolean isDegraded() {
    return degraded;
  }

  /// Everything before it is in the database.
  Position stored() {
    return stored;
  }

  /// Waits until all that has been appended before this call is in the database.
  boolean await(Duration bound) throws InterruptedException {
    return signals.await(bound);
  }

  /// Ends the thread before its next step; one that waits for the database ends after that.
  void stop() {
    signals.stop();
  }

  @Override
  public void run() {
    try {
      if (finish() && locate()) {
        drain(new JournalCursor(journal, stored));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      degraded = true;
      LOG.error("the ledger is no longer written to the database; the journal keeps it", e);
    }
  }

  /// The rows go through the journal like any other, so that a second crash finds them there.
  private boolean finish() throws InterruptedException {
    Backoff backoff = new Backoff();
    for (LedgerRow row : unfinished) {
      FieldWriter record = JournalEntry.row(row);
      while (!journal.add(record)) {
        if (!allocate(backoff)) {
          return false;
        }
      }
    }
    if (!unfinished.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("attempts", unfinished.size())
          .log("attempts without a known end are charged as reserved");
    }
    return true;
  }

  private boolean allocate(Backoff backoff) throws InterruptedException {
    try {
      journal.allocateBeyondBound();
      return !signals.isStopping();
    } catch (IOException e) {
      if (backoff.isFirst()) {
        LOG.error("no room for the end of attempts that an earlier process has begun", e);
      }
      return signals.pause(backoff.next());
    }
  }

  private boolean locate() throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        Position known = store.position(journal.id());
        stored = known.segment() > journal.newestLeft() ? filesMissing(known) : known;
        worked();
        return true;
      } catch (StoreFailure | RuntimeException e) {
        failed(e);
        if (!signals.pause(backoff.next())) {
          return false;
        }
      }
    }
  }

  /// Rows that are in the store already are left out there.
  private static Position filesMissing(Position known) {
    if (known.segment() > 0) {
      LOG.atWarn()
          .addKeyValue("position", known)
          .log("files of the ledger's journal are missing; those that are left are read again");
    }
    return Position.START;
  }

  private void drain(JournalCursor cursor) throws InterruptedException {
    for (long ticket = signals.next(linger); ticket >= 0; ticket = signals.next(linger)) {
      boolean more = true;
      while (more) {
        BatchBuilder batch = new BatchBuilder();
        more = fill(batch, cursor);
        if (!write(batch.build(journal.id(), cursor.position()))) {
          return;
        }
        retire(cursor.position().segment());
      }
      signals.served(ticket);
    }
  }

  /// Reads what fits into one batch.
  ///
  /// @return whether there may be more
  private boolean fill(BatchBuilder batch, JournalCursor cursor) {
    for (int i = 0; i < BATCH_ENTRIES; i++) {
      JournalEntry next = cursor.next();
      if (next == null) {
        return false;
      }
      take(next, cursor.position().segment(), batch);
    }
    return true;
  }

  /// What an earlier process intended has its row further on in the journal: see `finish`. What was
  /// carried was noted then, and its row may have been read since.
  private void take(JournalEntry entry, long segment, BatchBuilder batch) {
    switch (entry) {
      case JournalEntry.Intent intent -> {
        if (segment > journal.newestLeft()) {
          open.open(intent.ifNothingElse(), segment);
        }
      }
      case JournalEntry.Row row -> {
        open.end(row.row());
        batch.add(row.row());
      }
      case JournalEntry.Priced price -> batch.add(price.entry());
      case JournalEntry.Carried carried -> {}
    }
  }

  /// Without rows and prices there is nothing that the store needs to know.
  private boolean write(Batch batch) throws InterruptedException {
    if (!batch.rows().isEmpty() || !batch.prices().isEmpty()) {
      Backoff backoff = new Backoff();
      while (!isWritten(batch, !backoff.isFirst())) {
        if (!signals.pause(backoff.next())) {
          return false;
        }
      }
    }
    stored = batch.upTo();
    return !signals.isStopping();
  }

  /// Tries once.
  ///
  /// @param again a first try may have been committed though it failed
  private boolean isWritten(Batch batch, boolean again) {
    try {
      if (!again || !store.position(batch.journal()).equals(batch.upTo())) {
        store.write(batch);
      }
    } catch (StoreFailure | RuntimeException e) {
      failed(e);
      return false;
    }
    worked();
    return true;
  }

  private void worked() {
    if (degraded) {
      LOG.info("the ledger's database can be used again");
    }
    degraded = false;
  }

  private void failed(Exception e) {
    if (!degraded) {
      LOG.warn("the ledger's database cannot be used; the journal keeps its rows", e);
    }
    degraded = true;
  }

  /// Open intents move on first, and are on the disk before their old place is gone.
  private void retire(long reading) {
    List<Segment> done = journal.before(reading);
    if (done.isEmpty() || !carry(reading)) {
      return;
    }
    try {
      journal.force();
      for (Segment segment : done) {
        journal.retire(segment);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("a file of the ledger's journal that is done with cannot be deleted", e);
    }
  }

  /// Appends old intents again.
  ///
  /// @return false where there is no room now
  private boolean carry(long reading) {
    for (LedgerRow intent : open.before(reading)) {
      long now = journal.carry(JournalEntry.carried(intent));
      if (now < 0) {
        return false;
      }
      open.open(intent, now);
    }
    return true;
  }
}
