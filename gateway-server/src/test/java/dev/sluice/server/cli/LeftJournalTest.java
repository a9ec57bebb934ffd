package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.JournalLedger;
import dev.sluice.gateway.ledger.JournalSettings;
import dev.sluice.server.books.FakeBooks;
import dev.sluice.server.books.SampleRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands after a gateway has ended without its database.
final class LeftJournalTest {

  private static final JournalSettings IMPATIENT =
      new JournalSettings(
          16 << 20, 32 << 20, Duration.ofMillis(2), Duration.ofMillis(2), Duration.ofMillis(1));

  private final FakeBooks books = FakeBooks.of(List.of());
  @TempDir private Path folder;

  @BeforeEach
  void leaveAJournal() throws IOException {
    FakeBooks away = FakeBooks.of(List.of());
    away.breakDown();
    try (JournalLedger ledger =
        JournalLedger.open(folder.resolve("data/journal"), away, IMPATIENT)) {
      SampleRows.all().forEach(ledger::record);
    }
  }

  @Test
  void theReportSaysThatRowsAreMissing() throws Exception {
    Cli.Ran ran = new Cli(folder, books.opener()).run("report");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEqualTo(Office.LEFT_JOURNAL + System.lineSeparator());
    assertThat(ran.out()).doesNotContain("journal");
  }

  @Test
  void noCorrectionIsMadeBeforeTheRowsAreThere() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("invoice.jsonl"),
            "{\"request_id\":\"r\",\"model\":\"m\",\"cost_usd\":1,\"created\":1}\n");
    Cli cli = new Cli(folder, books.opener());

    Cli.Ran shown = cli.run("reconcile", file.toString());
    Cli.Ran refused = cli.run("reconcile", file.toString(), "--apply");

    assertThat(shown.exit()).isZero();
    assertThat(refused.exit()).isEqualTo(ExitCode.USER);
    assertThat(refused.err()).contains(Office.LEFT_JOURNAL);
    assertThat(books.all()).isEmpty();
  }
}
