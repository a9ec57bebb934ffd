package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static dev.sluice.gateway.ledger.JournalTrial.crash;
import static dev.sluice.gateway.ledger.JournalTrial.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftJournalTest {

  @TempDir private Path folder;

  private final InMemoryRowStore store = new InMemoryRowStore();

  @Test
  void aFolderWithoutAJournalHasNothing() throws Exception {
    assertThat(LeftJournal.hasMore(folder.resolve("none"), store)).isFalse();
    assertThat(LeftJournal.hasMore(folder, store)).isFalse();
  }

  @Test
  void rowsThatAreNotInTheStoreAreMore() throws Exception {
    store.fail();
    JournalLedger ledger = open(folder, store);
    ledger.record(SampleRows.ended("a", 0));
    crash(ledger);
    store.work();

    assertThat(LeftJournal.hasMore(folder, store)).isTrue();
    assertThat(LeftJournal.hasMore(folder, store)).isTrue(); // looking changes nothing
  }

  @Test
  void anAttemptWithoutAnEndIsMore() throws Exception {
    JournalLedger ledger = open(folder, store);
    ledger.record(SampleRows.ended("a", 0));
    assertThat(ledger.intend(SampleRows.intent("b", 0))).isTrue();
    assertThat(ledger.awaitDrained(LONG)).isTrue();
    crash(ledger);

    assertThat(LeftJournal.hasMore(folder, store)).isTrue();
  }

  @Test
  void nothingIsLeftAfterAGoodEndOrTheNextStart() throws Exception {
    JournalLedger first = open(folder, store);
    assertThat(first.intend(SampleRows.intent("b", 0))).isTrue();
    crash(first);
    try (JournalLedger second = open(folder, store)) {
      assertThat(second.intend(SampleRows.intent("c", 0))).isTrue();
      second.record(SampleRows.ended("c", 0));
      assertThat(second.awaitDrained(LONG)).isTrue();
      assertThat(LeftJournal.hasMore(folder, store)).isFalse();
    }

    assertThat(LeftJournal.hasMore(folder, store)).isFalse();
  }
}
