package dev.sluice.server.report;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.reconcile.DayDrift;
import dev.sluice.gateway.reconcile.Drift;
import dev.sluice.gateway.reconcile.Finding;
import dev.sluice.gateway.reconcile.ModelDrift;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a comparison with an invoice found, for people. Amounts are exact, since the point is that
/// they agree to the last digit.
public final class DriftText {

  private static final int MOST_LISTED = 20;

  private DriftText() {}

  public static List<String> of(Drift drift) {
    List<String> text = new ArrayList<>(models(drift));
    for (Finding.Kind kind : Finding.Kind.values()) {
      text.addAll(findings(kind, drift.of(kind)));
    }
    text.add("");
    text.addAll(notes(drift));
    return text;
  }

  private static List<String> models(Drift drift) {
    TextTable table =
        new TextTable(1, List.of("model", "rows", "lines", "ledger", "invoice", "drift"));
    drift.models().forEach(model -> table.row(cells(model.model(), model)));
    return table.row(cells("total", drift.total())).lines();
  }

  private static List<String> cells(String name, ModelDrift model) {
    return List.of(
        name,
        Amounts.count(model.rows()),
        Amounts.count(model.lines()),
        exact(model.ledger()),
        exact(model.invoice()),
        exact(model.drift()));
  }

  private static List<String> findings(Finding.Kind kind, List<Finding> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    Usd sum = found.stream().map(Finding::drift).reduce(Usd.ZERO, Usd::plus);
    List<String> text = new ArrayList<>();
    text.add("");
    text.add(kind.words() + ": " + Amounts.count(found.size()) + ", drift " + exact(sum));
    TextTable table =
        new TextTable(4, List.of("", "id", "time", "model", "ledger", "invoice", "drift"));
    found.stream().limit(MOST_LISTED).forEach(finding -> table.row(cells(finding)));
    text.addAll(table.lines());
    if (found.size() > MOST_LISTED) {
      text.add("  … and " + Amounts.count(found.size() - MOST_LISTED) + " more");
    }
    return text;
  }

  private static List<String> cells(Finding finding) {
    return List.of(
        "",
        finding.id().isEmpty() ? "-" : finding.id(),
        finding.time().truncatedTo(ChronoUnit.SECONDS).toString(),
        finding.model(),
        exact(finding.ledger()),
        exact(finding.invoice()),
        exact(finding.drift()));
  }

  private static List<String> notes(Drift drift) {
    List<String> notes = new ArrayList<>();
    if (drift.providers().isEmpty()) {
      notes.add(
          "No line names a row, so it is not known whose invoice this is: rows that it misses are"
              + " not told. Say --provider.");
    } else {
      notes.add("Compared with rows of " + String.join(", ", drift.providers()) + ".");
    }
    note(notes, drift.repeated(), "lines repeat another one and count once");
    note(notes, drift.outside(), "lines lie outside the time and were left out");
    note(notes, drift.uncosted(), "attempts have neither a cost on the invoice nor a price");
    return notes;
  }

  private static void note(List<String> notes, long count, String what) {
    if (count > 0) {
      notes.add(Amounts.count(count) + " " + what + ".");
    }
  }

  /// Sums by day, and what differs.
  public static List<String> ofDays(List<DayDrift> days) {
    TextTable table =
        new TextTable(
            2,
            List.of(
                "day",
                "model",
                "requests",
                "in export",
                "input",
                "in export",
                "output",
                "in export",
                "drift",
                ""));
    days.forEach(day -> table.row(cells(day)));
    List<String> text = new ArrayList<>(table.lines());
    Usd sum = days.stream().map(DayDrift::drift).reduce(Usd.ZERO, Usd::plus);
    text.add("");
    text.add(
        days.stream().filter(day -> !day.agrees()).count()
            + " of "
            + days.size()
            + " lines differ in tokens; at current prices the export costs "
            + exact(sum)
            + " more.");
    return text;
  }

  private static List<String> cells(DayDrift day) {
    return List.of(
        day.day().toString(),
        day.model(),
        Amounts.count(day.ledger().requests()),
        Amounts.count(day.export().requests()),
        Amounts.count(day.ledger().tokens().allInput()),
        Amounts.count(day.export().tokens().allInput()),
        Amounts.count(day.ledger().tokens().allOutput()),
        Amounts.count(day.export().tokens().allOutput()),
        day.export().cost() == null ? "unpriced" : exact(day.drift()),
        day.agrees() ? "" : "differs");
  }

  private static String exact(@Nullable Usd amount) {
    if (amount == null) {
      return "?";
    }
    return amount.isNegative() ? "-$" + amount.decimal().substring(1) : amount.toString();
  }
}
