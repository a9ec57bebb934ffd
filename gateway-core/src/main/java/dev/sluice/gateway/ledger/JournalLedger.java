package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger: a journal in front, which takes everything at once, and a database behind it, into
/// which a thread of its own drains the journal. Any thread, event loops too.
///
/// * An intent or a row that was taken survives the end of the process, `kill -9` included, and a
///   power cut a few milliseconds later.
/// * A database that is away is not noticed until the journal has reached its bound. Then, and when
///   the disk is full, `intend` says no; what was intended before still finds room for its row.
///   With room again all goes on by itself.
/// * Nothing is written twice: the database keeps the position in the journal with the rows.
public final class JournalLedger implements Ledger, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalLedger.class);

  private final Journal journal;
  private final JournalSettings settings;
  private final Drain drain;
  private final JournalKeeper keeper;
  private final Thread drainThread;
  private final Thread keeperThread;
  private final ConcurrentHashMap<RowKey, Integer> reserved = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  private JournalLedger(Journal journal, JournalSettings settings, Drain drain) {
    this.journal = journal;
    this.settings = settings;
    this.drain = drain;
    keeper = new JournalKeeper(journal, settings.forceEvery());
    keeperThread = Thread.ofPlatform().daemon().name("sluice-journal").start(keeper);
    drainThread = Thread.ofPlatform().daemon().name("sluice-ledger").start(drain);
  }

  /// Opens the journal in a folder, which is made where there is none.
  ///
  /// What an earlier process left is on its way into the store afterwards, intents without an end
  /// as rows; [#awaitDrained] waits for it.
  ///
  /// @throws IOException where the folder cannot be used, or another gateway uses it; the message
  ///   says which. A full disk is no reason: then there is no room for now.
  public static JournalLedger open(Path folder, RowStore store, JournalSettings settings)
      throws IOException {
    return open(JournalFolder.open(folder, settings.segmentBytes()), store, settings);
  }

  static JournalLedger open(SegmentFiles files, RowStore store, JournalSettings settings) {
    Journal journal = new Journal(files, settings);
    List<LedgerRow> unfinished = OpenIntents.in(journal);
    try {
      journal.discardEmpty(false);
      journal.allocate();
      journal.discardEmpty(journal.hasRoom());
    } catch (IOException e) {
      LOG.error("the ledger's journal has no room for now", e);
    }
    return new JournalLedger(
        journal, settings, new Drain(journal, store, unfinished, settings.linger()));
  }

  @Override
  public boolean hasRoom() {
    return journal.hasRoom();
  }

  @Override
  public boolean intend(LedgerRow ifNothingElse) {
    int bytes = journal.hasRoom() ? journal.intend(JournalEntry.intent(ifNothingElse)) : 0;
    if (bytes == 0) {
      return false;
    }
    Integer before = reserved.put(RowKey.of(ifNothingElse), bytes);
    if (before != null) {
      journal.release(before);
    }
    return true;
  }

  @Override
  public void record(LedgerRow row) {
    FieldWriter record = JournalEntry.row(row);
    Integer held = row.kind() == LedgerRow.Kind.HIT ? null : reserved.remove(RowKey.of(row));
    if (held == null ? !journal.add(record) : !journal.settle(record, held)) {
      lost(row.key());
    }
  }

  @Override
  public void price(PriceEntry entry) {
    if (!journal.add(JournalEntry.price(entry))) {
      lost(entry.version());
    }
  }

  private void lost(String key) {
    dropped.incrementAndGet();
    LOG.atError().addKeyValue("row", key).log("the ledger's journal had no room for a row");
  }

  /// Waits until everything that was recorded before this call is in the store.
  ///
  /// @return whether it is
  public boolean awaitDrained(Duration bound) throws InterruptedException {
    return drain.await(bound);
  }

  /// Whether the store could not be used the last time; the journal keeps the rows meanwhile.
  public boolean degraded() {
    return drain.isDegraded();
  }

  /// What is in the journal and not in the store yet.
  public long backlogBytes() {
    return journal.bytesAfter(drain.stored());
  }

  /// Rows that found no room though it was promised them; stays 0.
  public long dropped() {
    return dropped.get();
  }

  /// Attempts of this process that have begun and not ended.
  public long openIntents() {
    return reserved.mappingCount();
  }

  /// Drains what it can within the bound of the settings, then lets the folder go. What is still in
  /// the journal is drained by the next process.
  @Override
  public void close() {
    close(settings.closeWithin());
  }

  /// @param bound zero leaves all that is in the journal to the next process
  void close(Duration bound) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      boolean drained = !bound.isZero() && drain.await(bound);
      LOG.atInfo().addKeyValue("drained", drained).log("the ledger closes");
      drain.stop();
      keeper.stop();
      keeperThread.join();
      journal.stop();
      boolean ended = drainThread.join(Duration.ofSeconds(1).plus(bound));
      journal.close(ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the ledger's journal does not close", e);
    }
  }
}
