package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static dev.sluice.gateway.ledger.JournalTrial.crash;
import static dev.sluice.gateway.ledger.JournalTrial.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder in which not all is as it should be.
class JournalFilesTest {

  @TempDir private Path folder;

  private final InMemoryRowStore store = new InMemoryRowStore();

  @Test
  void whatFollowsADamagedFileIsRead() throws Exception {
    store.fail();
    JournalLedger ledger = open(folder, store);
    ledger.intend(SampleRows.intent("whole", 0));
    ledger.record(SampleRows.ended("whole", 0));
    ledger.intend(SampleRows.intent("torn", 0));
    ledger.record(SampleRows.ended("torn", 0));
    crash(ledger);
    Path torn = JournalTrial.newestUsed(folder);
    JournalTrial.overwrite(torn, JournalTrial.lastRecord(torn)[0] + 20, new byte[] {1, 2, 3});
    JournalLedger second = open(folder, store);
    second.record(SampleRows.ended("after", 0));
    crash(second);
    store.work();

    try (JournalLedger third = open(folder, store)) {
      third.awaitDrained(LONG);
    }

    assertThat(store.rows())
        .containsExactlyInAnyOrder(
            SampleRows.ended("whole", 0),
            SampleRows.intent("torn", 0),
            SampleRows.ended("after", 0));
  }

  @Test
  void aFolderWhoseFilesAreGoneIsAnotherJournal() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      ledger.record(SampleRows.ended("old", 0));
    }
    for (Path file : JournalTrial.files(folder)) {
      Files.delete(file);
    }

    try (JournalLedger ledger = open(folder, store)) {
      ledger.record(SampleRows.ended("new", 0));
      ledger.awaitDrained(LONG);
    }

    assertThat(store.rows())
        .containsExactly(SampleRows.ended("old", 0), SampleRows.ended("new", 0));
  }

  @Test
  void onlyTheOwnerMayReadIt() throws Exception {
    Path inner = folder.resolve("data/journal");
    try (JournalLedger ledger = open(inner, store)) {
      ledger.record(SampleRows.ended("a", 0));
    }

    try (Stream<Path> files = Files.list(inner)) {
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThan(2);
      for (Path file : all) {
        assertThat(rights(file)).as(file.toString()).isEqualTo("rw-------");
      }
    }
    assertThat(rights(inner)).isEqualTo("rwx------");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aSecondGatewayOnTheSameFolderIsRefused() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      assertThat(ledger.hasRoom()).isTrue();
      assertThatThrownBy(() -> open(folder, store).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another gateway");
    }

    open(folder, store).close(); // free again
  }

  @Test
  void aFileThatWasNeverFinishedIsPassedOver() throws Exception {
    JournalLedger before = open(folder, store);
    before.intend(SampleRows.intent("a", 0));
    crash(before);
    Files.createFile(folder.resolve("journal-98.log"));
    Files.write(folder.resolve("journal-99.log"), new byte[5_000]);

    try (JournalLedger ledger = open(folder, store)) {
      ledger.record(SampleRows.ended("b", 0));
      assertThat(ledger.awaitDrained(LONG)).isTrue();
    }

    assertThat(store.rows())
        .containsExactlyInAnyOrder(SampleRows.intent("a", 0), SampleRows.ended("b", 0));
    assertThat(JournalTrial.files(folder)).allMatch(file -> file.toString().contains("journal-1"));
  }

  @Test
  void aStoreThatKnowsMoreThanTheFolderLosesNoNewRows() throws Exception {
    try (JournalLedger ledger = open(folder, store)) {
      ledger.record(SampleRows.ended("old", 0));
    }
    store.write(
        new RowStore.Batch(
            Files.readString(folder.resolve("journal.id")).strip(),
            new RowStore.Position(1_000_000, 16),
            List.of(),
            List.of()));

    try (JournalLedger ledger = open(folder, store)) {
      ledger.record(SampleRows.ended("new", 0));
      assertThat(ledger.awaitDrained(LONG)).isTrue();
    }

    assertThat(store.rows())
        .containsExactly(SampleRows.ended("old", 0), SampleRows.ended("new", 0));
  }
}
