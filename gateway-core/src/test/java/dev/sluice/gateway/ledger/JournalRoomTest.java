package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static dev.sluice.gateway.ledger.JournalTrial.SMALL;
import static dev.sluice.gateway.ledger.JournalTrial.crash;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens at the end of the room, and after it.
class JournalRoomTest {

  @TempDir private Path folder;

  private final InMemoryRowStore store = new InMemoryRowStore();

  @Test
  void aFullSpoolRefusesIntentsAndWorksAgainByItself() throws Exception {
    store.fail();
    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      int accepted = fill(ledger, "before", true);
      assertThat(accepted).isGreaterThan(100);
      assertThat(ledger.dropped()).isZero();

      store.work();
      takesAgain(ledger);
      assertThat(ledger.awaitDrained(LONG)).isTrue();

      assertThat(store.rows()).hasSize(accepted + 1);
      assertThat(ledger.dropped()).isZero();
    }
  }

  @Test
  void everyAcceptedIntentFindsRoomForItsRow() throws Exception {
    store.fail();
    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      int accepted = fill(ledger, "open", false);
      for (int i = 0; i < accepted; i++) {
        ledger.record(size(i, SampleRows.ended("open" + i, 0)));
      }
      assertThat(ledger.dropped()).isZero();

      store.work();
      assertThat(ledger.awaitDrained(LONG)).isTrue();

      assertThat(store.rows()).hasSize(accepted).allMatch(row -> row.result().status() == 200);
    }
  }

  @Test
  void aHitFindsRoomWhereverThereIsSome() throws Exception {
    store.fail();
    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      fill(ledger, "open", false);
      int hits = 0;
      while (ledger.hasRoom()) {
        ledger.record(SampleRows.hit("h" + hits++, "k", SampleRows.TIME));
      }

      assertThat(hits).isPositive();
      assertThat(ledger.dropped()).isZero();
      crash(ledger);
    }
  }

  @Test
  void aFullDiskRefusesIntentsAndWorksAgainByItself() throws Exception {
    store.fail();
    FullDisk disk = new FullDisk(JournalFolder.open(folder, SMALL.segmentBytes()));
    try (JournalLedger ledger = JournalLedger.open(disk, store, SMALL)) {
      disk.full = true;
      int accepted = fill(ledger, "before", true);
      assertThat(ledger.dropped()).isZero();

      disk.full = false;
      takesAgain(ledger);
      store.work();
      assertThat(ledger.awaitDrained(LONG)).isTrue();

      assertThat(store.rows()).hasSize(accepted + 1);
    }
  }

  @Test
  void aDiskThatIsFullFromTheStartKeepsTheLedgerWaiting() throws Exception {
    JournalLedger before = JournalTrial.open(folder, store);
    before.intend(SampleRows.intent("old", 0));
    crash(before);
    FullDisk disk = new FullDisk(JournalFolder.open(folder, SMALL.segmentBytes()));
    disk.full = true;

    try (JournalLedger ledger = JournalLedger.open(disk, store, SMALL)) {
      assertThat(ledger.hasRoom()).isFalse();
      assertThat(ledger.intend(SampleRows.intent("new", 0))).isFalse();
      disk.full = false;
      takesAgain(ledger);
      assertThat(ledger.awaitDrained(LONG)).isTrue();
    }

    assertThat(store.rows())
        .containsExactlyInAnyOrder(SampleRows.intent("old", 0), SampleRows.ended("again", 0));
  }

  @Test
  void aFullSpoolSurvivesACrash() throws Exception {
    store.fail();
    JournalLedger before = JournalTrial.open(folder, store);
    int ended = fill(before, "ended", true);
    crash(before);
    JournalLedger between = JournalTrial.open(folder, store);
    int open = fill(between, "open", false);
    crash(between);
    store.work();

    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      assertThat(ledger.awaitDrained(LONG)).isTrue();
      takesAgain(ledger);
      ledger.awaitDrained(LONG);
    }

    assertThat(store.rows()).hasSize(ended + open + 1);
  }

  @Test
  void theBoundOnAllFilesHolds() throws Exception {
    store.fail();
    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      fill(ledger, "r", true);

      long files = JournalTrial.files(folder).size();

      assertThat(files * SMALL.segmentBytes()).isLessThanOrEqualTo(SMALL.maxBytes());
      crash(ledger);
    }
  }

  /// Intends, and ends if wanted, until there is no room that comes by itself.
  private static int fill(JournalLedger ledger, String prefix, boolean end) {
    int accepted = 0;
    int refused = 0;
    while (refused < 50) {
      String id = prefix + accepted;
      if (ledger.intend(size(accepted, SampleRows.intent(id, 0)))) {
        accepted++;
        refused = 0;
        if (end) {
          ledger.record(size(accepted - 1, SampleRows.ended(id, 0)));
        }
      } else {
        refused++;
        LockSupport.parkNanos(2_000_000);
      }
    }
    return accepted;
  }

  private static LedgerRow size(int i, LedgerRow row) {
    return new Random(i).nextInt(3) == 0 ? SampleRows.fat(row) : row;
  }

  private static void takesAgain(JournalLedger ledger) {
    long until = System.nanoTime() + LONG.toNanos();
    while (!ledger.intend(SampleRows.intent("again", 0))) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(1_000_000);
    }
    ledger.record(SampleRows.ended("again", 0));
  }

  /// Files on a disk that can be full.
  private static final class FullDisk implements SegmentFiles {
    private final SegmentFiles files;
    private volatile boolean full;

    FullDisk(SegmentFiles files) {
      this.files = files;
    }

    @Override
    public String id() {
      return files.id();
    }

    @Override
    public List<Segment> left() {
      return files.left();
    }

    @Override
    public Segment create(long number) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      return files.create(number);
    }

    @Override
    public void delete(Segment segment) throws IOException {
      files.delete(segment);
    }

    @Override
    public void close() throws IOException {
      files.close();
    }
  }
}
