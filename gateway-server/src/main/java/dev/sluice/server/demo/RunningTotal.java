package dev.sluice.server.demo;

import dev.sluice.gateway.money.Usd;
import java.util.Locale;
import java.util.function.LongSupplier;

/// How far a replay is and what it has spent. Not thread-safe.
final class RunningTotal {

  private static final double NANOS = 1e9;

  private final int total;
  private final LongSupplier nanoTime;
  private final long start;
  private int done;
  private int failed;
  private Usd spent = Usd.ZERO;
  private Usd baseline = Usd.ZERO;

  RunningTotal(int total, LongSupplier nanoTime) {
    this.total = total;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  void add(Observation observation) {
    done++;
    failed += observation.answered() ? 0 : 1;
    spent = spent.plus(observation.facts().cost());
    baseline = baseline.plus(observation.facts().baseline().orElse(Usd.ZERO));
  }

  boolean complete() {
    return done == total;
  }

  /// 0…1.
  double share() {
    return total == 0 ? 1 : (double) done / total;
  }

  /// `120/400 · 14 requests/s · spent $0.0123 · saved 96 %`.
  String text() {
    double seconds = (nanoTime.getAsLong() - start) / NANOS;
    String pace =
        seconds <= 0 ? "" : String.format(Locale.ROOT, " · %.0f requests/s", done / seconds);
    String saved =
        baseline.nanos() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " · saved %.0f %%",
                100 * (1 - (double) spent.nanos() / baseline.nanos()));
    String wrong = failed == 0 ? "" : " · failed " + failed;
    return done + "/" + total + pace + " · spent " + Numbers.dollars(spent) + saved + wrong;
  }
}
