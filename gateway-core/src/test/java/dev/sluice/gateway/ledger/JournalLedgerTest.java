package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static dev.sluice.gateway.ledger.JournalTrial.crash;
import static dev.sluice.gateway.ledger.JournalTrial.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceEntry;
import dev.sluice.gateway.money.Usd;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLedgerTest {

  private static final Instant MINUTE = Instant.parse("2026-11-24T10:15:00Z");

  @TempDir private Path folder;

  private final InMemoryRowStore store = new InMemoryRowStore();
  private int filled;

  @Test
  void whatIsRecordedReachesTheStore() throws Exception {
    PriceEntry price =
        new PriceEntry(
            "m@2026-11-24",
            "m",
            LocalDate.of(2026, 11, 24),
            Price.of(Usd.ofNanos(1), Usd.ofNanos(2)));
    try (JournalLedger ledger = open(folder, store)) {
      ledger.price(price);
      assertThat(ledger.intend(SampleRows.intent("a", 0))).isTrue();
      assertThat(ledger.openIntents()).isEqualTo(1);
      ledger.record(SampleRows.ended("a", 0));

      assertThat(ledger.awaitDrained(LONG)).isTrue();

      assertThat(store.rows()).containsExactly(SampleRows.ended("a", 0));
      assertThat(store.prices()).containsExactly(price);
      assertThat(ledger.openIntents()).isZero();
      assertThat(ledger.backlogBytes()).isZero();
    }
  }

  @Test
  void anOpenIntentIsNoRowWhileItsProcessLives() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      ledger.intend(SampleRows.intent("a", 0));

      ledger.awaitDrained(LONG);

      assertThat(store.rows()).isEmpty();
    }
  }

  @Test
  void anIntentWithoutAnEndIsChargedAsReservedByTheNextProcess() throws Exception {
    JournalLedger first = open(folder, store);
    first.intend(SampleRows.intent("a", 0));
    first.intend(SampleRows.intent("a", 1));
    first.record(SampleRows.ended("a", 1));
    crash(first);

    crash(open(folder, store)); // a second crash during recovery changes nothing
    try (JournalLedger last = open(folder, store)) {
      last.awaitDrained(LONG);

      assertThat(store.rows())
          .containsExactlyInAnyOrder(SampleRows.ended("a", 1), SampleRows.intent("a", 0));
    }
  }

  @Test
  void endingTwiceCountsOnce() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      ledger.intend(SampleRows.intent("a", 0));
      ledger.record(SampleRows.ended("a", 0));
      ledger.record(SampleRows.intent("a", 0));

      ledger.awaitDrained(LONG);

      assertThat(store.rows()).containsExactly(SampleRows.ended("a", 0));
    }
  }

  @Test
  void exactHitsAreSummedPerMinuteAndKey() throws Exception {
    store.fail(); // so that all go in one batch
    JournalLedger before = open(folder, store);
    before.record(SampleRows.hit("a", "k", MINUTE.plusSeconds(1)));
    before.record(SampleRows.hit("b", "k", MINUTE.plusSeconds(59)));
    before.record(SampleRows.hit("c", "other", MINUTE.plusSeconds(2)));
    before.record(SampleRows.hit("d", "k", MINUTE.plusSeconds(60)));
    before.record(SampleRows.hit("e", "k", MINUTE, "semantic_hit", null));
    before.record(SampleRows.hit("f", "k", MINUTE.plusSeconds(3), "hit", null));
    crash(before);
    store.work();

    try (JournalLedger ledger = open(folder, store)) {
      ledger.awaitDrained(LONG);
    }

    assertThat(store.rows())
        .extracting(LedgerRow::requestId, LedgerRow::count)
        .containsExactlyInAnyOrder(
            tuple("a", 2L), tuple("c", 1L), tuple("d", 1L), tuple("e", 1L), tuple("f", 1L));
    LedgerRow summed = store.rows().stream().filter(r -> r.requestId().equals("a")).findAny().get();
    assertThat(summed.charge().baseline()).isEqualTo(SampleRows.estimate(2_000));
    assertThat(summed.charge().standard()).isEqualTo(SampleRows.estimate(20));
    assertThat(summed.time()).isEqualTo(MINUTE.plusSeconds(1));
  }

  @Test
  void aStoreThatFailsLosesNothingAndIsToldOf() throws Exception {
    store.fail();
    try (JournalLedger ledger = open(folder, store)) {
      store.awaitFailures(2); // the first one has been dealt with
      for (int i = 0; i < 100; i++) {
        assertThat(ledger.intend(SampleRows.intent("r" + i, 0))).isTrue();
        ledger.record(SampleRows.ended("r" + i, 0));
      }
      assertThat(ledger.degraded()).isTrue();
      assertThat(ledger.backlogBytes()).isPositive();

      store.work();

      assertThat(ledger.awaitDrained(LONG)).isTrue();
      assertThat(store.rows()).hasSize(100);
      assertThat(ledger.degraded()).isFalse();
    }
  }

  @Test
  void aCommitThatLooksLikeAFailureIsNotRepeated() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      ledger.awaitDrained(LONG);
      store.failAfterCommit(1);
      ledger.record(SampleRows.hit("a", "k", MINUTE));
      ledger.awaitDrained(LONG);
      ledger.record(SampleRows.hit("b", "k", MINUTE));
      ledger.awaitDrained(LONG);
    }

    assertThat(store.batches()).isEqualTo(2);
    assertThat(store.rows()).extracting(LedgerRow::count).containsExactly(1L, 1L);
  }

  @Test
  void aFrozenStoreIsNotNoticedByRequests() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      store.freeze();
      for (int i = 0; i < 100; i++) {
        assertThat(ledger.intend(SampleRows.intent("r" + i, 0))).isTrue();
        ledger.record(SampleRows.ended("r" + i, 0));
      }
      assertThat(store.batches()).isZero();

      store.work();

      assertThat(ledger.awaitDrained(LONG)).isTrue();
      assertThat(store.rows()).hasSize(100);
    }
  }

  @Test
  void anIntentThatStaysOpenOutlivesItsFile() throws Exception {
    JournalLedger ledger = open(folder, store);
    ledger.intend(SampleRows.intent("open", 0));
    ledger.intend(SampleRows.intent("late", 0));
    Path first = JournalTrial.newestUsed(folder);
    fillFiles(ledger, 4);
    assertThat(ledger.awaitDrained(LONG)).isTrue();
    assertThat(JournalTrial.files(folder).getFirst()).isNotEqualTo(first);
    ledger.record(SampleRows.ended("late", 0));
    fillFiles(ledger, 4);
    crash(ledger);

    try (JournalLedger next = open(folder, store)) {
      next.awaitDrained(LONG);
    }

    assertThat(store.rows())
        .filteredOn(row -> row.requestId().equals("late"))
        .containsExactly(SampleRows.ended("late", 0));
    assertThat(store.rows())
        .filteredOn(row -> row.state() == State.UNKNOWN)
        .containsExactly(SampleRows.intent("open", 0));
  }

  @Test
  void filesThatAreDoneWithGo() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      for (int i = 0; i < 5; i++) {
        fillFiles(ledger, 2);
        ledger.awaitDrained(LONG);
      }

      assertThat(JournalTrial.files(folder)).hasSizeLessThan(5);
      assertThat(ledger.dropped()).isZero();
    }
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws Exception {
    JournalLedger ledger = open(folder, store);
    ledger.close();

    assertThat(ledger.hasRoom()).isFalse();
    assertThat(ledger.intend(SampleRows.intent("a", 0))).isFalse();
    ledger.record(SampleRows.ended("b", 0));
    assertThat(ledger.dropped()).isEqualTo(1);
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    int each = 1_000;
    try (JournalLedger ledger = open(folder, store)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String name = "t" + t + "-";
        threads.add(Thread.startVirtualThread(() -> recordAll(ledger, name, each)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ledger.awaitDrained(LONG)).isTrue();

      assertThat(ledger.dropped()).isZero();
      assertThat(ledger.openIntents()).isZero();
    }
    assertThat(store.rows().size()).isEqualTo(8 * each);
  }

  /// Waits where the small files fill up faster than new ones come.
  private static void recordAll(JournalLedger ledger, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      while (!ledger.intend(SampleRows.intent(prefix + i, 0))) {
        LockSupport.parkNanos(100_000);
      }
      ledger.record(SampleRows.ended(prefix + i, 0));
    }
  }

  /// About that many files of rows.
  private void fillFiles(JournalLedger ledger, int files) throws Exception {
    int rows = files * JournalTrial.SMALL.segmentBytes() / 9_000;
    for (int i = 0; i < rows; i++) {
      String id = "fill-" + filled++;
      while (!ledger.intend(SampleRows.fat(SampleRows.intent(id, 0)))) {
        ledger.awaitDrained(LONG);
      }
      ledger.record(SampleRows.fat(SampleRows.ended(id, 0)));
    }
  }
}
