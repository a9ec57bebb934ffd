package dev.sluice.gateway.money;

import dev.sluice.gateway.chat.Usage;

/// What the same answer would have cost from another model.
///
/// Until enough pairs of both models' answers were observed, the middle estimate takes the served
/// answer's visible output and the client's own prompt: hidden reasoning is the served model's
/// habit, not the other's, and a provider's cache discount need not exist there.
public final class Savings {

  private Savings() {}

  /// How much longer the other model's answers are.
  ///
  /// @param assumed whether nobody has measured it
  public record Lengths(double low, double mid, double high, boolean assumed) {

    /// Nothing is known: as long, give or take.
    public static final Lengths ASSUMED = new Lengths(0.7, 1, 1.5, true);

    public Lengths {
      if (!(low >= 0 && low <= mid && mid <= high)) {
        throw new IllegalArgumentException(low + " to " + mid + " to " + high);
      }
    }
  }

  /// The cost of the served answer's counterpart.
  public static Estimate counterpart(Price price, Usage served, Lengths lengths) {
    return new Estimate(
        cost(price, served, lengths.low()),
        cost(price, served, lengths.mid()),
        cost(price, served, lengths.high()),
        lengths.assumed());
  }

  private static Usd cost(Price price, Usage served, double factor) {
    long output = Math.round(served.output() * factor);
    return price.cost(new Usage(served.allInput(), 0, 0, output, 0));
  }
}
