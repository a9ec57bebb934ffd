package dev.sluice.gateway.money;

import dev.sluice.gateway.money.Savings.Lengths;
import dev.sluice.gateway.terms.TaskType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How long one model's answers are beside another's, per task, learned from requests that both
/// have answered. Any thread.
///
/// The middle is the ratio of the sums, the ends its 95 % interval, with the usual variance of a
/// ratio estimator (Cochran, Sampling Techniques, 3rd ed., section 6.4): `se² = Σ(o - r·s)² /
/// (n·(n-1)·s̄²)`. The interval is that of the mean, which is what sums over many requests need; a
/// single answer may well lie outside.
public final class OutputLengths {

  /// Fewer pairs say nothing.
  public static final int ENOUGH = 30;

  private static final double Z_95 = 1.959964;

  private final Map<Pair, Sums> sums = new ConcurrentHashMap<>();

  private record Pair(@Nullable TaskType task, String served, String other) {}

  /// Both models have answered the same request, with so many visible tokens.
  public void observe(
      @Nullable TaskType task, String served, long servedTokens, String other, long otherTokens) {
    if (servedTokens > 0) {
      sums.computeIfAbsent(new Pair(task, served, other), _ -> new Sums())
          .add((double) servedTokens, (double) otherTokens);
    }
  }

  /// How much longer the other model's answers are than the served one's.
  ///
  /// @param otherwise where too few pairs were seen
  public Lengths between(@Nullable TaskType task, String served, String other, Lengths otherwise) {
    Sums seen = sums.get(new Pair(task, served, other));
    Lengths measured = seen == null ? null : seen.lengths();
    return measured == null ? otherwise : measured;
  }

  private static final class Sums {
    private long n;
    private double s;
    private double o;
    private double ss;
    private double oo;
    private double so;

    synchronized void add(double served, double other) {
      n++;
      s += served;
      o += other;
      ss += served * served;
      oo += other * other;
      so += served * other;
    }

    synchronized @Nullable Lengths lengths() {
      if (n < ENOUGH) {
        return null;
      }
      double ratio = o / s;
      double residual = Math.max(0, oo - 2 * ratio * so + ratio * ratio * ss);
      double mean = s / n;
      double error = Z_95 * Math.sqrt(residual / ((double) n * (n - 1))) / mean;
      return new Lengths(Math.max(0, ratio - error), ratio, ratio + error, false);
    }
  }
}
