package dev.sluice.gateway.money;

import dev.sluice.gateway.chat.Usage;

/// What the same answer would have cost from the baseline model.
///
/// Until enough pairs of both models' answers were observed, the middle estimate takes the served
/// answer's visible output and the client's own prompt: hidden reasoning is the served model's
/// habit, not the baseline's, and a provider's cache discount need not exist there.
public final class Savings {

  private Savings() {}

  public static Usd baseline(Price baseline, Usage served) {
    return baseline.cost(new Usage(served.allInput(), 0, 0, served.output(), 0));
  }
}
