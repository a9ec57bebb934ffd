package dev.sluice.gateway.shadow;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;

/// Observer: what each request adds to what is known of quality. Event loop.
///
/// Every decision of the gate counts for the accept rates; every answer is remembered, so that its
/// caller may rate it; a sample of what was accepted goes to [ShadowEvaluation].
public final class MeasureQuality implements Observer {

  private final AcceptRates rates;
  private final RecentAnswers recent;
  private final TypicalAnswers typical;
  private final ShadowEvaluation shadow;

  public MeasureQuality(
      AcceptRates rates, RecentAnswers recent, TypicalAnswers typical, ShadowEvaluation shadow) {
    this.rates = rates;
    this.recent = recent;
    this.typical = typical;
    this.shadow = shadow;
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    typical.observe(x);
    for (Judged decision : Judged.of(x)) {
      rates.add(decision.rung(), decision.accepted());
      if (decision.accepted() && outcome.isOk()) {
        shadow.accepted(x, decision.rung());
      }
    }
    if (outcome.isOk()) {
      recent.remember(x);
    }
  }
}
