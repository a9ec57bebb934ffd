package dev.sluice.gateway.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What a report is about.
///
/// @param since inclusive, to the hour
/// @param until exclusive, to the hour
/// @param by groups in the order of the columns; none gives one line
public record ReportQuery(Instant since, Instant until, List<Group> by) {

  public ReportQuery {
    by = List.copyOf(by);
  }

  /// A column to sum by.
  public sealed interface Group {

    /// The column's heading.
    String heading();
  }

  /// One that the sums by hour and day hold.
  public enum Column implements Group {
    DAY,
    TEAM,
    KEY,
    MODEL,
    TASK,
    TIER,
    /// What saved or lost the money: `routing`, `cache`, `compression`, `batch`.
    LEVER;

    @Override
    public String heading() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The value of a caller's own tag; read from the rows themselves, which takes its time.
  public record Tag(String name) implements Group {

    @Override
    public String heading() {
      return "tag:" + name;
    }
  }
}
