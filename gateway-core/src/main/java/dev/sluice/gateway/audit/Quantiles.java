package dev.sluice.gateway.audit;

import java.util.Arrays;

/// Quantiles of a sample, interpolated between neighbours (type 7 of Hyndman and Fan, 1996); NaNs
/// are left out.
public final class Quantiles {

  private final double[] sorted;

  private Quantiles(double[] sorted) {
    this.sorted = sorted;
  }

  public static Quantiles of(double[] sample) {
    return new Quantiles(
        Arrays.stream(sample).filter(value -> !Double.isNaN(value)).sorted().toArray());
  }

  /// NaN for an empty sample.
  ///
  /// @param share 0 is the least, 1 the greatest
  public double at(double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
