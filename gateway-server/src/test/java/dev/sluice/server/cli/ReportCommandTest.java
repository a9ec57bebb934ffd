package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.FakeBooks;
import dev.sluice.server.books.SampleRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest {

  @TempDir private Path folder;

  @Test
  void printsATableByTier() throws Exception {
    Cli.Ran ran = cli(FakeBooks.of(SampleRows.all()).opener()).run("report");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .startsWith("Spent from 2026-11-17 10:00 to 2026-11-24 11:00 UTC\n\ntier ")
        .contains("\nbudget ", "\nstandard ", "\ndirect ", "\ntotal ", "unpriced");
  }

  @Test
  void printsCsvAndJson() throws Exception {
    Cli cli = cli(FakeBooks.of(SampleRows.all()).opener());

    Cli.Ran csv = cli.run("report", "--by", "day,tag:app", "--format", "csv");
    Cli.Ran json = cli.run("report", "--since", "2026-11-20", "--by", "", "--format=json");

    assertThat(csv.out()).startsWith("day,tag:app,requests,").contains("\n2026-11-20,chat,4,3,2,");
    JsonNode report = JsonMapper.shared().readTree(json.out());
    assertThat(report.path("since").asString()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(report.path("lines")).hasSize(1);
    assertThat(report.at("/total/cost_nano_usd").asLong()).isEqualTo(206_000);
  }

  @Test
  void printsTheRowsOldestFirst() throws Exception {
    List<LedgerRow> backwards = new ArrayList<>(SampleRows.all()).reversed();
    Cli.Ran ran = cli(FakeBooks.of(backwards).opener()).run("report", "--rows");

    List<JsonNode> rows = ran.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(rows)
        .extracting(row -> row.path("kind").asString())
        .containsExactly("draft", "answer", "hit", "answer");
    assertThat(cli(FakeBooks.of(backwards).opener()).run("report", "--rows", "--since=1d").out())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--since=soon, 30m",
    "--until=2026-99-01, 30m",
    "--by=modell, lever",
    "--format=xml, json",
  })
  void refusesWrongValuesWithAHint(String option, String hint) throws Exception {
    Cli.Ran ran = cli(Books.Opener.NOWHERE).run("report", option);

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err().lines().findFirst().orElseThrow()).contains(hint);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void saysThatThereIsNoLedgerYet() throws Exception {
    Cli.Ran table = cli(Books.Opener.NOWHERE).run("report");
    Cli.Ran rows = cli(Books.Opener.NOWHERE).run("report", "--rows");

    assertThat(table.exit()).isZero();
    assertThat(table.out()).contains("There is no ledger in", "begins one");
    assertThat(rows.exit()).isZero();
    assertThat(rows.out()).isEmpty();
    assertThat(rows.err()).contains("There is no ledger in");
  }

  @Test
  void saysWhenTheDatabaseIsGone() throws Exception {
    FakeBooks books = FakeBooks.of(List.of());
    books.breakDown();

    Cli.Ran ran = cli(books.opener()).run("report");

    assertThat(ran.exit()).isEqualTo(ExitCode.USER);
    assertThat(ran.err()).isEqualTo("The ledger cannot be read: out of order\n");
  }

  @Test
  void saysWhenTheDatabaseCannotBeOpened() throws Exception {
    Books.Opener locked =
        (place, make) -> {
          throw new IOException("locked");
        };

    Cli.Ran ran = cli(locked).run("report");

    assertThat(ran.exit()).isEqualTo(ExitCode.USER);
    assertThat(ran.err()).isEqualTo("The ledger cannot be opened: locked\n");
  }

  @Test
  void endsQuietlyWhenNobodyReadsAnyMore() throws Exception {
    CommandLine line = cli(FakeBooks.of(SampleRows.all()).opener()).line();
    line.setOut(new PrintWriter(new BrokenPipe()));

    assertThat(line.execute("report", "--rows")).isZero();
    assertThat(line.execute("report")).isZero();
  }

  private Cli cli(Books.Opener opener) throws IOException {
    return new Cli(folder, opener);
  }

  private static final class BrokenPipe extends Writer {

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("broken pipe");
    }

    @Override
    public void flush() throws IOException {
      throw new IOException("broken pipe");
    }

    @Override
    public void close() {}
  }
}
