package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// The values of a report's groups.
final class ReportGroups {

  private ReportGroups() {}

  /// Those of a row.
  static List<String> of(LedgerRow row, List<ReportQuery.Group> by) {
    SumLabel label = SumLabel.of(row);
    String day = LocalDate.ofInstant(row.time(), ZoneOffset.UTC).toString();
    List<String> values = new ArrayList<>(by.size());
    for (ReportQuery.Group group : by) {
      values.add(
          switch (group) {
            case Column column -> column == Column.DAY ? day : label.value(column);
            case ReportQuery.Tag tag -> row.payer().tags().getOrDefault(tag.name(), "");
          });
    }
    return values;
  }

  /// Those of a line of the roll-ups.
  ///
  /// @param day of the line, as `day` says it; nothing asks for it where no column is the day
  /// @param labels the label's values, in the order of the columns without the day
  static List<String> of(String day, List<Column> by, List<String> labels) {
    if (!by.contains(Column.DAY)) {
      return labels;
    }
    List<String> values = new ArrayList<>(by.size());
    int next = 0;
    for (Column column : by) {
      values.add(column == Column.DAY ? day : labels.get(next++));
    }
    return values;
  }

  static String day(Grain grain, long period) {
    return LocalDate.ofInstant(grain.period().start(period), ZoneOffset.UTC).toString();
  }
}
