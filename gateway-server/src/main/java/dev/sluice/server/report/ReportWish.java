package dev.sluice.server.report;

import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.ReportQuery.Group;
import dev.sluice.gateway.ledger.ReportQuery.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What somebody wants to know, read from options or a query string.
public sealed interface ReportWish {

  /// It can be told.
  ///
  /// @param since inclusive
  /// @param until exclusive
  record Clear(Instant since, Instant until, List<Group> by) implements ReportWish {

    public Clear {
      by = List.copyOf(by);
    }

    /// The same to whole hours, since the sums that reports are made of are by the hour.
    public ReportQuery query() {
      Instant floor = until.truncatedTo(ChronoUnit.HOURS);
      return new ReportQuery(
          since.truncatedTo(ChronoUnit.HOURS),
          floor.equals(until) ? until : floor.plus(Duration.ofHours(1)),
          by);
    }
  }

  /// It cannot.
  ///
  /// @param option `since`, `until` or `by`
  /// @param why one sentence that says what would do
  record Wrong(String option, String why) implements ReportWish {}

  /// What a report is about unless somebody says otherwise.
  String SINCE = "7d";

  /// The same for its lines.
  String BY = "tier";

  /// Reads a wish.
  ///
  /// @param until null: now
  /// @param by names with commas between; empty gives one line
  static ReportWish of(String since, @Nullable String until, String by, Instant now) {
    Optional<Instant> from = TimeText.parse(since, now);
    Optional<Instant> to = until == null ? Optional.of(now) : TimeText.parse(until, now);
    if (from.isEmpty()) {
      return new Wrong("since", "'" + since + "' is no time: write " + TimeText.EXPECTED + ".");
    }
    if (to.isEmpty()) {
      return new Wrong("until", "'" + until + "' is no time: write " + TimeText.EXPECTED + ".");
    }
    if (to.get().isBefore(from.get())) {
      return new Wrong(
          "until", "'until' (" + to.get() + ") is before 'since' (" + from.get() + ").");
    }
    List<Group> groups = new ArrayList<>();
    for (String name : by.isBlank() ? new String[0] : by.split(",", -1)) {
      Optional<Group> group = group(name.strip());
      if (group.isEmpty() || groups.contains(group.get())) {
        return new Wrong(
            "by",
            (group.isEmpty() ? "There is no group '" : "There is twice the group '")
                + name.strip()
                + "': write some of "
                + names()
                + " with commas between.");
      }
      groups.add(group.get());
    }
    return new Clear(from.get(), to.get(), groups);
  }

  private static Optional<Group> group(String name) {
    if (name.startsWith("tag:") && name.length() > "tag:".length()) {
      return Optional.of(new Tag(name.substring("tag:".length())));
    }
    return Arrays.stream(Column.values())
        .filter(column -> column.heading().equals(name.toLowerCase(Locale.ROOT)))
        .map(Group.class::cast)
        .findFirst();
  }

  private static String names() {
    return Arrays.stream(Column.values()).map(Column::heading).collect(Collectors.joining(", "))
        + ", tag:NAME";
  }
}
