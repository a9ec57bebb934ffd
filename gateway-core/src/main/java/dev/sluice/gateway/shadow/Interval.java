package dev.sluice.gateway.shadow;

/// A share with its 95 % interval by Wilson's score, which holds for few observations and for
/// shares near 0 and 1 (Wilson 1927; Brown, Cai, DasGupta 2001).
///
/// @param estimate the plain share
public record Interval(double lower, double estimate, double upper) {

  /// Of nothing, nothing is known.
  public static final Interval UNKNOWN = new Interval(0, Double.NaN, 1);

  private static final double Z = 1.959964;

  /// The share of good ones.
  ///
  /// @param good of `all`
  public static Interval of(long good, long all) {
    if (good < 0 || good > all) {
      throw new IllegalArgumentException(good + " of " + all);
    }
    if (all == 0) {
      return UNKNOWN;
    }
    double n = (double) all;
    double share = (double) good / n;
    double weight = 1 + Z * Z / n;
    double middle = (share + Z * Z / (2 * n)) / weight;
    double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / weight;
    double lower = good == 0 ? 0 : Math.max(0, middle - half);
    double upper = good == all ? 1 : Math.min(1, middle + half);
    return new Interval(lower, share, upper);
  }
}
