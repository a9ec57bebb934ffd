package dev.sluice.server.store;

import dev.sluice.server.store.Grain.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whole periods, one after the other: a part of the time of a report.
///
/// @param from the first
/// @param until the one after the last
record Slice(Period period, long from, long until) {

  /// The time in the fewest whole periods: the middle in coarse ones, the edges in finer ones.
  ///
  /// @param since counts from the start of its hour
  /// @param until counts to the end of its hour
  static List<Slice> of(Instant since, Instant until, Period coarsest) {
    List<Slice> slices = new ArrayList<>();
    Instant from = Period.HOUR.start(Period.HOUR.of(since));
    split(from, Period.HOUR.start(firstFrom(Period.HOUR, until)), coarsest, slices);
    return slices;
  }

  private static void split(Instant from, Instant until, Period period, List<Slice> into) {
    if (!from.isBefore(until)) {
      return;
    }
    long first = firstFrom(period, from);
    long end = period.of(until);
    if (first >= end) {
      split(from, until, finer(period), into);
      return;
    }
    Slice middle = new Slice(period, first, end);
    if (period == Period.HOUR) {
      into.add(middle);
      return;
    }
    split(from, period.start(first), finer(period), into);
    into.add(middle);
    split(period.start(end), until, finer(period), into);
  }

  /// The first period that does not begin before this time.
  private static long firstFrom(Period period, Instant time) {
    long number = period.of(time);
    return period.start(number).isBefore(time) ? number + 1 : number;
  }

  private static Period finer(Period period) {
    return switch (period) {
      case MONTH -> Period.DAY;
      case DAY, HOUR -> Period.HOUR;
    };
  }
}
