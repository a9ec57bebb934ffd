package dev.sluice.server.store;

import dev.sluice.gateway.ledger.ReportQuery.Column;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How fine a roll-up is: by which period, and by what else.
///
/// Few lines are read for few groups: most questions are not about keys, and those about keys are
/// mostly about nothing else.
enum Grain {
  HOUR(0, Period.HOUR, true, true),
  DAY(1, Period.DAY, true, true),
  MONTH(2, Period.MONTH, true, true),
  DAY_WITHOUT_KEYS(3, Period.DAY, false, true),
  KEY_DAY(4, Period.DAY, true, false),
  KEY_MONTH(5, Period.MONTH, true, false);

  static final List<Grain> ALL = List.of(values());

  private static final Set<Column> OF_KEYS = EnumSet.of(Column.DAY, Column.KEY, Column.TEAM);

  private final int number;
  private final Period period;
  private final boolean keys;
  private final boolean work;

  /// @param number what the database calls it
  /// @param keys whether it tells keys apart
  /// @param work whether it tells models, tasks, tiers and levers apart
  Grain(int number, Period period, boolean keys, boolean work) {
    this.number = number;
    this.period = period;
    this.keys = keys;
    this.work = work;
  }

  /// A stretch of time, in UTC. A team is told apart in all of them.
  enum Period {
    HOUR,
    DAY,
    MONTH;

    /// Which one, counted from 1970; months from the year 0.
    long of(Instant time) {
      return switch (this) {
        case HOUR -> Math.floorDiv(time.getEpochSecond(), 3600);
        case DAY -> Math.floorDiv(time.getEpochSecond(), 86_400);
        case MONTH -> {
          LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
          yield day.getYear() * 12L + day.getMonthValue() - 1;
        }
      };
    }

    /// When it begins.
    Instant start(long number) {
      return switch (this) {
        case HOUR -> Instant.ofEpochSecond(number * 3600);
        case DAY -> Instant.ofEpochSecond(number * 86_400);
        case MONTH ->
            LocalDateTime.of(
                    (int) Math.floorDiv(number, 12), Math.floorMod(number, 12) + 1, 1, 0, 0)
                .toInstant(ZoneOffset.UTC);
      };
    }
  }

  /// What the database calls it.
  int number() {
    return number;
  }

  Period period() {
    return period;
  }

  /// The label of a row's sums in this grain, with empty texts for what it does not tell.
  SumLabel label(SumLabel full) {
    return new SumLabel(
        full.team(),
        keys ? full.key() : "",
        work ? full.model() : "",
        work ? full.task() : "",
        work ? full.tier() : "",
        work ? full.lever() : "");
  }

  /// The grain with the fewest lines of this period that tells the columns apart.
  static Grain of(Period period, Collection<Column> columns) {
    boolean onlyKeys = OF_KEYS.containsAll(columns);
    return switch (period) {
      case HOUR -> HOUR;
      case DAY -> onlyKeys ? KEY_DAY : columns.contains(Column.KEY) ? DAY : DAY_WITHOUT_KEYS;
      case MONTH -> onlyKeys ? KEY_MONTH : MONTH;
    };
  }
}
