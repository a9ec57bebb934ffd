package dev.sluice.gateway.money;

/// An amount that nobody paid and that is therefore only estimated, as an interval.
///
/// @param assumed the interval comes from configured factors; otherwise from observed pairs
public record Estimate(Usd low, Usd mid, Usd high, boolean assumed) {

  /// For rows that were not served: sums stay right.
  public static final Estimate NOTHING = new Estimate(Usd.ZERO, Usd.ZERO, Usd.ZERO, false);

  public Estimate {
    if (low.compareTo(mid) > 0 || mid.compareTo(high) > 0) {
      throw new IllegalArgumentException(low + " to " + mid + " to " + high);
    }
  }

  /// The sum; assumed where a part is.
  public Estimate plus(Estimate other) {
    return new Estimate(
        low.plus(other.low), mid.plus(other.mid), high.plus(other.high), assumed || other.assumed);
  }
}
