package dev.sluice.server.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/// The report's table of times in milliseconds, as the clients measured them.
final class TimeTable {

  private final Figures figures;
  private final Table table = new Table("", "requests", "p50", "p95", "p99");

  private TimeTable(Figures figures) {
    this.figures = figures;
  }

  static Table of(Figures figures) {
    Predicate<Observation> joined = Observation::coalesced;
    TimeTable times = new TimeTable(figures);
    times.row("stored answers", joined.negate().and(Observation::hit), Observation::latency);
    times.row("joined one in flight", joined, Observation::latency);
    times.row("answered by models", Observation::byModel, Observation::latency);
    times.row("  to the first byte", Observation::byModel, Observation::firstByte);
    times.row("of it in Sluice itself", Observation::answered, o -> o.facts().overhead());
    return times.table;
  }

  /// Nothing for what did not happen.
  private void row(
      String name, Predicate<Observation> which, Function<Observation, Duration> measure) {
    Quantiles times = Quantiles.of(figures.warm().stream().filter(which).map(measure).toList());
    if (times.size() > 0) {
      table.row(
          name,
          String.format(Locale.ROOT, "%,d", times.size()),
          Numbers.millis(times.duration(0.50)),
          Numbers.millis(times.duration(0.95)),
          Numbers.millis(times.duration(0.99)));
    }
  }
}
