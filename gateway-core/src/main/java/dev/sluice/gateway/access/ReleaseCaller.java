package dev.sluice.gateway.access;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;

/// Gives back what [LimitCaller] took: the caller's place, and the tokens that were estimated too
/// high. What counts are the tokens of the answer that was served, as its `usage` tells them: none
/// for a stored answer, and none for the drafts that Sluice chose to buy.
public final class ReleaseCaller implements Observer {

  @Override
  public void observe(Exchange x, Outcome outcome) {
    long used = 0;
    for (Attempt attempt : x.attempts()) {
      used += attempt.kind() == Attempt.Kind.ANSWER ? tokens(attempt.usage()) : 0;
    }
    x.allowance().grant().end(used);
  }

  private static long tokens(Usage usage) {
    return usage.allInput() + usage.output() + usage.reasoning();
  }
}
