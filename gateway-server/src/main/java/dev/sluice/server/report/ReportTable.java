package dev.sluice.server.report;

import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/// A report for people: what was spent, then what it saved, each with a line of totals.
public final class ReportTable {

  private static final int WIDEST_GROUP = 22;

  private final ReportQuery query;
  private final List<ReportLine> lines;
  private final ReportLine total;

  private ReportTable(ReportQuery query, List<ReportLine> lines) {
    this.query = query;
    this.lines = lines;
    this.total = Figures.total(lines);
  }

  public static List<String> lines(ReportQuery query, List<ReportLine> lines) {
    return new ReportTable(query, lines).all();
  }

  private List<String> all() {
    List<String> text = new ArrayList<>();
    text.add("Spent from " + shown(query.since()) + " to " + shown(query.until()) + " UTC");
    text.add("");
    text.addAll(spent());
    text.add("");
    text.add("Saved, in dollars: low/mid/high");
    text.add("");
    text.addAll(saved());
    text.add("");
    text.addAll(notes());
    return text;
  }

  private List<String> spent() {
    List<Column> columns = new ArrayList<>();
    columns.add(count("requests", ReportLine::requests));
    columns.add(count("hits", ReportLine::hits));
    columns.add(count("attempts", ReportLine::attempts));
    columns.add(count("input", line -> line.tokens().allInput()));
    columns.add(count("output", line -> line.tokens().allOutput()));
    Amounts cost = Amounts.like(all(ReportLine::cost));
    columns.add(
        new Column("cost", line -> isUnpriced(line) ? "unpriced" : cost.dollars(line.cost())));
    if (!total.estimated().equals(Usd.ZERO)) {
      columns.add(new Column("estimated", line -> cost.dollarsOrDash(line.estimated())));
    }
    if (!total.unknown().equals(Usd.ZERO)) {
      columns.add(new Column("unknown", line -> cost.dollarsOrDash(line.unknown())));
    }
    if (total.unpriced() > 0) {
      columns.add(count("unpriced", ReportLine::unpriced));
    }
    return table(columns);
  }

  private List<String> saved() {
    Amounts cost = Amounts.like(all(ReportLine::cost));
    return table(
        List.of(
            new Column("cost", line -> isUnpriced(line) ? "unpriced" : cost.dollars(line.cost())),
            range("baseline", ReportLine::baseline),
            range("saved", line -> Figures.saved(line.baseline(), line.cost())),
            range("saved against standard", line -> Figures.saved(line.standard(), line.cost()))));
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    Usd baseline = total.baseline().mid();
    if (baseline.nanos() > 0) {
      double share = Figures.saved(total.baseline(), total.cost()).mid().toDouble();
      notes.add(
          String.format(
              Locale.ROOT,
              "%.1f %% of the baseline was saved%s.",
              100 * share / baseline.toDouble(),
              total.baseline().assumed() ? ", as far as its answers' lengths are assumed" : ""));
    }
    if (total.unpriced() > 0) {
      notes.add(
          "Attempts at models without a price: "
              + Amounts.count(total.unpriced())
              + "; what they cost is not in these sums.");
    }
    return notes;
  }

  /// A column of figures.
  private record Column(String title, Function<ReportLine, String> cell) {}

  private static Column count(String title, Function<ReportLine, Long> count) {
    return new Column(title, line -> Amounts.count(count.apply(line)));
  }

  private Column range(String title, Function<ReportLine, Estimate> estimate) {
    Amounts places =
        Amounts.like(
            Stream.concat(
                all(line -> estimate.apply(line).low()), all(line -> estimate.apply(line).high())));
    return new Column(title, line -> isUnpriced(line) ? "-" : places.range(estimate.apply(line)));
  }

  /// Whether nothing at all is known of what it cost.
  private static boolean isUnpriced(ReportLine line) {
    return line.unpriced() > 0
        && line.unpriced() == line.attempts()
        && line.cost().equals(Usd.ZERO);
  }

  private <T> Stream<T> all(Function<ReportLine, T> figure) {
    return Stream.concat(lines.stream(), Stream.of(total)).map(figure);
  }

  private List<String> table(List<Column> columns) {
    int groups = Math.max(1, query.by().size());
    List<String> titles = new ArrayList<>(query.by().stream().map(g -> g.heading()).toList());
    if (titles.isEmpty()) {
      titles.add("");
    }
    columns.forEach(column -> titles.add(column.title()));
    TextTable table = new TextTable(groups, titles);
    if (!query.by().isEmpty()) {
      lines.forEach(line -> table.row(cells(line.groups(), columns, line)));
    }
    List<String> name = new ArrayList<>(List.of("total"));
    while (name.size() < groups) {
      name.add(" ");
    }
    return table.row(cells(name, columns, total)).lines();
  }

  private static List<String> cells(List<String> groups, List<Column> columns, ReportLine line) {
    List<String> cells = new ArrayList<>();
    groups.forEach(group -> cells.add(group.isEmpty() ? "-" : cut(group)));
    columns.forEach(column -> cells.add(column.cell().apply(line)));
    return cells;
  }

  private static String cut(String group) {
    return group.length() <= WIDEST_GROUP ? group : group.substring(0, WIDEST_GROUP - 1) + "…";
  }

  private static String shown(Instant hour) {
    return hour.toString().substring(0, 16).replace('T', ' ');
  }
}
