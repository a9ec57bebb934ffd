package dev.sluice.server.evaluate;

import dev.sluice.server.report.TextTable;
import java.util.ArrayList;
import java.util.List;

/// A report on routing for terminals.
public final class RoutesText {

  private static final int RULE = 100;

  private RoutesText() {}

  /// Its lines.
  public static List<String> lines(RoutesReport report) {
    List<String> lines = new ArrayList<>();
    RoutesReport.Subject subject = report.subject();
    lines.add("Routing on recorded outcomes: %,d prompts".formatted(subject.prompts()));
    lines.add(
        "%,d left out for want of an answer; %,d resamples, seed %d; configuration %s"
            .formatted(
                subject.leftOut(), subject.draws(), subject.seed(), subject.configuration()));
    for (Sheet sheet : new RoutesSheets(report).all()) {
      lines.add("");
      lines.add("── " + sheet.title() + " " + "─".repeat(RULE - sheet.title().length() - 4));
      lines.addAll(wrapped(sheet.note()));
      lines.add("");
      TextTable table = new TextTable(sheet.left(), sheet.columns());
      sheet.rows().forEach(table::row);
      lines.addAll(table.lines());
    }
    report.warnings().forEach(warning -> lines.addAll(List.of("", "Warning: " + warning)));
    return lines;
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > RULE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
