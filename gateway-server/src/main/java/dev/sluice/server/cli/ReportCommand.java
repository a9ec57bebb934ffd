package dev.sluice.server.cli;

import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.books.Books;
import dev.sluice.server.report.ReportCsv;
import dev.sluice.server.report.ReportJson;
import dev.sluice.server.report.ReportTable;
import dev.sluice.server.report.ReportWish;
import dev.sluice.server.report.RowJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./sluice report`: spend and savings from the ledger, or the ledger itself.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Spend, savings, tiers and cache from the ledger.")
final class ReportCommand implements Callable<Integer> {

  /// How a report comes out.
  enum Format {
    table,
    csv,
    json
  }

  private final Office office;
  @Mixin private final Settings settings;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From when: 30m, 12h, 7d, 2w ago, a date or a time (default: 7d).")
  private String since = ReportWish.SINCE;

  @Option(names = "--until", paramLabel = "TIME", description = "Until when (default: now).")
  private @Nullable String until;

  @Option(
      names = "--by",
      paramLabel = "GROUPS",
      description =
          "Lines by day, team, key, model, task, tier, lever, tag:NAME, with commas between"
              + " (default: tier).")
  private String by = ReportWish.BY;

  @Option(names = "--format", description = "table, csv or json (default: table).")
  private Format format = Format.table;

  @Option(names = "--rows", description = "The ledger itself, one JSON object a line.")
  private boolean rows;

  ReportCommand(Office office) {
    this.office = office;
    this.settings = new Settings(office.environment());
  }

  @Override
  public Integer call() {
    ReportWish.Clear wish =
        switch (ReportWish.of(since, until, by, office.clock().instant())) {
          case ReportWish.Clear clear -> clear;
          case ReportWish.Wrong wrong ->
              throw new ParameterException(
                  spec.commandLine(), "--" + wrong.option() + ": " + wrong.why());
        };
    try (Books books = office.open(settings, office.config(settings), false).orElse(null)) {
      if (books == null) {
        sayThereIsNone();
      } else {
        print(books, wish);
      }
    } catch (StoreFailure e) {
      throw new UserError("The ledger cannot be read: " + e.getMessage());
    }
    return ExitCode.DONE;
  }

  private void print(Books books, ReportWish.Clear wish) throws StoreFailure {
    if (office.hasLeftJournal(settings, books)) {
      spec.commandLine().getErr().println(Office.LEFT_JOURNAL);
    }
    if (rows) {
      printRows(books.ledger(), wish);
    } else {
      print(books.ledger(), wish.query());
    }
  }

  /// Not among the output where that is for programs.
  private void sayThereIsNone() {
    boolean people = format == Format.table && !rows;
    PrintWriter where = people ? spec.commandLine().getOut() : spec.commandLine().getErr();
    where.println(
        "There is no ledger in " + settings.data() + " yet: './sluice serve' begins one.");
  }

  private void print(LedgerQueries ledger, ReportQuery query) throws StoreFailure {
    List<ReportLine> lines = ledger.report(query);
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case table -> ReportTable.lines(query, lines).forEach(out::println);
      case csv -> out.print(ReportCsv.of(query, lines));
      case json -> out.println(ReportJson.of(query, lines).toPrettyString());
    }
    out.flush();
  }

  private void printRows(LedgerQueries ledger, ReportWish.Clear wish) throws StoreFailure {
    LinePrinter printer = new LinePrinter(spec.commandLine().getOut());
    try {
      ledger.rows(wish.since(), wish.until(), row -> printer.print(RowJson.line(row)));
      printer.flush();
    } catch (LinePrinter.NobodyReads e) {
      // `| head` has seen enough
    }
  }
}
