package dev.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.FakeBooks;
import dev.sluice.server.books.SampleRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileCommandTest {

  private static final String INVOICE =
      """
      {"client_request_id":"01KAG8H8G00000000000000001/0","model":"qwen3-8b","input_tokens":1000,\
      "output_tokens":280,"cost_nano_usd":5800,"created":"2026-11-20T12:00:00Z"}
      {"request_id":"req_1","model":"deepseek-v4-flash","input_tokens":1000,"cached":100,\
      "output_tokens":300,"cost_nano_usd":200001,"created":"2026-11-20T12:00:01Z"}
      {"request_id":"req_77","model":"deepseek-v4-flash-2026-11-01","input_tokens":10,\
      "output_tokens":4,"created":"2026-11-20T12:00:02Z"}
      """;

  private final FakeBooks books = FakeBooks.of(SampleRows.all());
  @TempDir private Path folder;

  @Test
  void printsTheDriftAndWritesNothing() throws Exception {
    Cli.Ran ran = run(INVOICE);

    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            model              rows  lines        ledger       invoice          drift
            Qwen/Qwen3-8B         1      1  $0.000006000  $0.000005800  -$0.000000200
            deepseek-v4-flash     1      2  $0.000200000  $0.000202001   $0.000002001
            total                 2      3  $0.000206000  $0.000207801   $0.000001801

            settled but different: 1, drift $0.000000001
              id                            time                  model                    ledger       invoice         drift
              01KAG8H8G00000000000000001/1  2026-11-20T12:00:00Z  deepseek-v4-flash  $0.000200000  $0.000200001  $0.000000001

            estimated: 1, drift -$0.000000200
              id                            time                  model                ledger       invoice          drift
              01KAG8H8G00000000000000001/0  2026-11-20T12:00:00Z  Qwen/Qwen3-8B  $0.000006000  $0.000005800  -$0.000000200

            on the invoice only: 1, drift $0.000002000
              id      time                  model                    ledger       invoice         drift
              req_77  2026-11-20T12:00:02Z  deepseek-v4-flash  $0.000000000  $0.000002000  $0.000002000

            Compared with rows of global.
            Nothing was written. With --apply, 4 rows would close the gap.
            """);
    assertThat(books.all()).hasSize(4);
  }

  @Test
  void closesTheGapAndStaysClosed() throws Exception {
    Cli.Ran first = run(INVOICE, "--apply");
    int after = books.all().size();
    Cli.Ran second = run(INVOICE, "--apply");

    assertThat(first.out()).contains("Added 4 rows to the ledger; its drift is now $0.000000000.");
    assertThat(second.out()).contains("Nothing to correct.");
    assertThat(books.all()).hasSize(after);
    assertThat(books.position("reconcile").offset()).isEqualTo(4);
    assertThat(books.all())
        .filteredOn(row -> row.payer().keyId().equals("unmatched"))
        .extracting(row -> row.target().model())
        .containsExactly("deepseek-v4-flash");
    assertThat(books.all())
        .extracting(LedgerRow::corrects)
        .filteredOn(key -> key != null)
        .hasSize(3);
  }

  @Test
  void leavesOutYoungLinesWhoseRowsMayBeUnderWay() throws Exception {
    String line = "{\"request_id\":\"r%d\",\"model\":\"m\",\"cost_usd\":1,\"created\":\"%s\"}\n";
    String invoice =
        line.formatted(1, Cli.NOW.minusSeconds(900))
            + line.formatted(2, Cli.NOW.minusSeconds(899))
            + line.formatted(3, Cli.NOW.plusSeconds(5));
    FakeBooks empty = FakeBooks.of(List.of());

    Cli.Ran ran = run(empty, invoice, "--apply", "--provider", "global");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Added 1 rows", "Left out 2 lines without a row");
    assertThat(empty.all())
        .extracting(row -> row.result().upstreamRequestId())
        .containsExactly("r1");
  }

  @Test
  void addsLinesThatTellNoTime() throws Exception {
    FakeBooks empty = FakeBooks.of(List.of());

    run(
        empty,
        "{\"request_id\":\"r\",\"model\":\"m\",\"cost_usd\":1}\n",
        "--apply",
        "--provider",
        "global");

    assertThat(empty.all()).hasSize(1);
  }

  @Test
  void comparesSumsByDayAndRefusesToApplyThem() throws Exception {
    String usage =
        """
        {"object":"page","data":[{"object":"bucket","start_time":1795132800,
         "end_time":1795219200,"results":[{"input_tokens":1010,"input_cached_tokens":100,
         "output_tokens":300,"num_model_requests":2,"model":"deepseek-v4-flash"}]}]}
        """;

    Cli.Ran shown = run(usage, "--provider", "global");
    Cli.Ran applied = run(usage, "--apply");

    assertThat(shown.exit()).isZero();
    assertThat(shown.out())
        .contains("2026-11-20  deepseek-v4-flash         1          2  1,000      1,010")
        .contains("2 of 2 lines differ in tokens")
        .contains("Nothing was written");
    assertThat(applied.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(applied.err()).contains("--apply needs an export of single requests");
  }

  @Test
  void readsTheInvoiceOfTheSimulatedProvider() throws Exception {
    try (SimulatedProvider provider = SimulatedProvider.start();
        HttpClient http = HttpClient.newHttpClient()) {
      String question =
          "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
      for (int i = 0; i < 3; i++) {
        http.send(
            HttpRequest.newBuilder(URI.create(provider.baseUrl() + "/chat/completions"))
                .header("x-client-request-id", "01KAG8H8G0000000000000000A/" + i)
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build(),
            HttpResponse.BodyHandlers.discarding());
      }

      FakeBooks empty = FakeBooks.of(List.of());
      Path file = Files.writeString(folder.resolve("invoice.jsonl"), provider.invoiceJsonl());
      Cli.Ran ran =
          new Cli(folder, empty.opener(), Instant.now().plus(Duration.ofDays(1)))
              .run("reconcile", file.toString(), "--apply", "--provider", "global");

      assertThat(ran.out()).contains("Added 3 rows", "drift is now $0.000000000");
      assertThat(empty.all())
          .extracting(row -> row.charge().cost())
          .allMatch(cost -> cost != null)
          .extracting(cost -> cost == null ? 0 : cost.nanos())
          .containsExactly(
              provider.invoiceLines().stream()
                  .map(line -> line.costNanoUsd())
                  .toArray(Long[]::new));
    }
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws Exception {
    Cli.Ran broken = run("{\"model\":\"m\",\"cost_usd\":1}\n{\"model\":1}\n");
    Cli.Ran missing = new Cli(folder, books.opener()).run("reconcile", "nowhere.jsonl");

    assertThat(broken.exit()).isEqualTo(ExitCode.USER);
    assertThat(broken.err()).contains("entry 2 has neither token counts");
    assertThat(missing.exit()).isEqualTo(ExitCode.USER);
    assertThat(missing.err()).contains("nowhere.jsonl cannot be read");
  }

  @Test
  void refusesWrongOptions() throws Exception {
    assertThat(run(INVOICE, "--since", "soon").exit()).isEqualTo(ExitCode.USAGE);
    Cli.Ran provider = run(INVOICE, "--provider", "nobody");
    assertThat(provider.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(provider.err()).contains("[global, other]");
    assertThat(new Cli(folder, books.opener()).run("reconcile").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void hasNothingToCompareWithoutALedger() throws Exception {
    Path file = Files.writeString(folder.resolve("invoice.jsonl"), INVOICE);

    Cli.Ran ran = new Cli(folder, Books.Opener.NOWHERE).run("reconcile", file.toString());

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("There is no ledger in");
  }

  private Cli.Ran run(String invoice, String... options) throws IOException {
    return run(books, invoice, options);
  }

  private Cli.Ran run(FakeBooks ledger, String invoice, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("invoice.jsonl"), invoice);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "reconcile";
    arguments[1] = file.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return new Cli(folder, ledger.opener()).run(arguments);
  }
}
