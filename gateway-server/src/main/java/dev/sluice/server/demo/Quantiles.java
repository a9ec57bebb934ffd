package dev.sluice.server.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Quantiles of a sample, interpolated between neighbours (type 7 of Hyndman and Fan, 1996).
final class Quantiles {

  private final double[] sorted;

  Quantiles(double[] sample) {
    sorted = sample.clone();
    Arrays.sort(sorted);
  }

  static Quantiles of(List<Duration> sample) {
    return new Quantiles(sample.stream().mapToDouble(Duration::toNanos).toArray());
  }

  int size() {
    return sorted.length;
  }

  /// @param share 0 is the least, 1 the greatest
  /// @throws IllegalStateException when the sample is empty
  double at(double share) {
    if (sorted.length == 0) {
      throw new IllegalStateException("an empty sample has no quantiles");
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /// The quantile of a sample of durations.
  Duration duration(double share) {
    return Duration.ofNanos(Math.round(at(share)));
  }
}
