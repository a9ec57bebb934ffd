package dev.sluice.server.evaluate;

import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.terms.Tier;

/// One way to count what a run cost: a price list, and by how much the premium model's hidden
/// reasoning multiplies the output that was recorded of it.
///
/// @param multiplier of the premium tier's output tokens, 1 for none hidden
record CostView(PriceList prices, double multiplier) {

  private static final double NANOS_AND_MILLIONS = 1e15;

  String label() {
    String m = multiplier == Math.rint(multiplier) ? "" + (long) multiplier : "" + multiplier;
    return prices.name() + ", m=" + m;
  }

  /// Dollars of one attempt.
  double cost(Served.Paid paid) {
    return cost(
        prices.of(paid.model(), paid.tier()), hidden(paid.tier()), paid.input(), paid.output());
  }

  /// Dollars when a tier's stand-in is asked straight away.
  double always(Case one, Tier tier) {
    Tier standing = one.ladder().standing(tier);
    Recorded answer = one.answer(tier);
    return cost(
        prices.of(null, standing), hidden(standing), answer.inputTokens(), answer.outputTokens());
  }

  /// Dollars of the baseline.
  double baseline(Case one) {
    if (one.ladder().baselineIsPremium()) {
      return always(one, Tier.PREMIUM);
    }
    Recorded answer = one.baseline();
    return cost(prices.baseline(), 1, answer.inputTokens(), answer.outputTokens());
  }

  private double hidden(Tier tier) {
    return tier == Tier.PREMIUM ? multiplier : 1;
  }

  private static double cost(Price price, double hidden, long input, long output) {
    return (input * (double) price.input() + output * hidden * price.output()) / NANOS_AND_MILLIONS;
  }
}
