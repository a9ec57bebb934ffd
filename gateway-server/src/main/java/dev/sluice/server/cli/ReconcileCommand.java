package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.RowStore;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.reconcile.DailyComparison;
import dev.sluice.gateway.reconcile.Drift;
import dev.sluice.gateway.reconcile.ExportReader;
import dev.sluice.gateway.reconcile.InvoiceLine;
import dev.sluice.gateway.reconcile.ProviderExport;
import dev.sluice.gateway.reconcile.Reconciliation;
import dev.sluice.gateway.reconcile.Terms;
import dev.sluice.gateway.reconcile.UsageBucket;
import dev.sluice.server.books.Books;
import dev.sluice.server.report.DriftText;
import dev.sluice.server.report.TimeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./sluice reconcile`: the ledger against a provider's usage export.
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = "Compares the ledger with a provider's usage export.",
    footer = {
      "",
      "FILE has one request a line, as JSON or CSV: client_request_id or request_id, model,",
      "input_tokens, cached, cache_write, output_tokens, reasoning_tokens or a usage object,",
      "cost_usd or cost_nano_usd, created. Or it is OpenAI's organisation usage by day."
    })
final class ReconcileCommand implements Callable<Integer> {

  /// The journal under which corrections are written, and how many at a time.
  private static final String JOURNAL = "reconcile";

  private static final int BATCH = 500;

  /// How long the row of a line may be under way.
  private static final Duration YOUNG = Duration.ofMinutes(15);

  private final Office office;
  @Mixin private final Settings settings;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The provider's export.")
  private Path file = Path.of("");

  @Option(names = "--apply", description = "Adds rows to the ledger that close the gap.")
  private boolean apply;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From when: 7d ago, a date or a time (default: what the file covers).")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Until when.")
  private @Nullable String until;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Whose export it is (default: that of the rows it names).")
  private @Nullable String provider;

  ReconcileCommand(Office office) {
    this.office = office;
    this.settings = new Settings(office.environment());
  }

  @Override
  public Integer call() {
    Instant from = time("--since", since);
    Instant to = time("--until", until);
    ProviderExport export = read();
    if (apply && export instanceof ProviderExport.Buckets) {
      throw new ParameterException(
          spec.commandLine(),
          "--apply needs an export of single requests; sums by day cannot tell which row is wrong.");
    }
    GatewayConfig config = office.config(settings);
    if (provider != null && !config.providers().containsKey(provider)) {
      throw new ParameterException(
          spec.commandLine(),
          "--provider: there is no '" + provider + "' among " + config.providers().keySet() + ".");
    }
    try (Books books = office.open(settings, config, false).orElse(null)) {
      if (books == null) {
        out()
            .println("There is no ledger in " + settings.data() + " yet: nothing to compare with.");
        return ExitCode.DONE;
      }
      if (apply && office.hasLeftJournal(settings, books)) {
        throw new UserError(Office.LEFT_JOURNAL + " Start it, then apply the file.");
      }
      Catalogue catalogue = new Catalogue(config, books.ledger().prices());
      Terms terms =
          new Terms(
              from, to, provider, catalogue::price, catalogue::name, office.clock().instant());
      switch (export) {
        case ProviderExport.Requests requests -> compare(books, terms, requests.lines());
        case ProviderExport.Buckets buckets -> compareDays(books, terms, buckets.buckets());
        case ProviderExport.Unreadable unreadable -> throw new UserError(told(unreadable));
      }
      return ExitCode.DONE;
    } catch (StoreFailure e) {
      throw new UserError("The ledger cannot be used: " + e.getMessage());
    }
  }

  private @Nullable Instant time(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return TimeText.parse(text, office.clock().instant())
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                option + ": '" + text + "' is no time: write " + TimeText.EXPECTED + "."));
  }

  private ProviderExport read() {
    try (Reader text = Files.newBufferedReader(file)) {
      ProviderExport export = ExportReader.read(text);
      if (export instanceof ProviderExport.Unreadable unreadable) {
        throw new UserError(told(unreadable));
      }
      return export;
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage());
    }
  }

  private String told(ProviderExport.Unreadable unreadable) {
    String where = unreadable.entry() == 0 ? "" : ": entry " + unreadable.entry();
    return file + where + " " + unreadable.why() + ".";
  }

  private void compare(Books books, Terms terms, List<InvoiceLine> lines) throws StoreFailure {
    Drift drift = drift(books.ledger(), terms, lines);
    DriftText.of(drift).forEach(out()::println);
    if (drift.corrections().isEmpty()) {
      out().println("Nothing to correct.");
    } else if (apply) {
      List<LedgerRow> due = drift.due(terms.now(), YOUNG);
      add(books.rows(), due);
      out()
          .println(
              "Added "
                  + due.size()
                  + " rows to the ledger; its drift is now "
                  + drift(books.ledger(), terms, lines).total().drift()
                  + ".");
      sayWhatWasLeftOut(drift.corrections().size() - due.size());
    } else {
      out()
          .println(
              "Nothing was written. With --apply, "
                  + drift.corrections().size()
                  + " rows would close the gap.");
    }
    out().flush();
  }

  private void sayWhatWasLeftOut(int lines) {
    if (lines > 0) {
      out()
          .println(
              "Left out "
                  + lines
                  + " lines without a row that are younger than 15 minutes: their rows may be"
                  + " under way.");
    }
  }

  private static Drift drift(LedgerQueries ledger, Terms terms, List<InvoiceLine> lines)
      throws StoreFailure {
    Reconciliation comparison = new Reconciliation(terms, lines);
    ledger.rows(comparison.from(), comparison.until(), comparison::add);
    return comparison.drift();
  }

  private void compareDays(Books books, Terms terms, List<UsageBucket> buckets)
      throws StoreFailure {
    DailyComparison comparison = new DailyComparison(terms, buckets);
    books.ledger().rows(comparison.from(), comparison.until(), comparison::add);
    DriftText.ofDays(comparison.days()).forEach(out()::println);
    out().println("Nothing was written: sums by day cannot tell which row is wrong.");
    out().flush();
  }

  /// Their ids follow from what they change, so that a second writer's are the same rows.
  private static void add(RowStore store, List<LedgerRow> rows) throws StoreFailure {
    for (int i = 0; i < rows.size(); i += BATCH) {
      List<LedgerRow> some = rows.subList(i, Math.min(rows.size(), i + BATCH));
      RowStore.Position before = store.position(JOURNAL);
      RowStore.Position after =
          new RowStore.Position(before.segment(), before.offset() + some.size());
      store.write(new RowStore.Batch(JOURNAL, after, some, List.of()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
