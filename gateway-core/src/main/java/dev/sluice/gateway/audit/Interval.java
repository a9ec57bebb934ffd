package dev.sluice.gateway.audit;

/// A figure and how sure one may be of it; all three are NaN where the sample cannot tell.
///
/// @param estimate of the whole sample
/// @param low where 2.5 % of the resampled figures lie below
/// @param high where 2.5 % lie above
public record Interval(double estimate, double low, double high) {

  /// A figure that is certain.
  public static Interval exactly(double value) {
    return new Interval(value, value, value);
  }

  /// Whether a difference is told from none.
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
