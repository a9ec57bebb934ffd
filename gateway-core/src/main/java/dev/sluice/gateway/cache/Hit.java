package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Step;

/// How a request ends with somebody else's answer.
final class Hit {

  private Hit() {}

  /// Writes down who made the answer and for which task; nothing is paid.
  static Step serve(Exchange x, Served served) {
    x.cacheIs(CacheOutcome.HIT);
    x.servedBy(served.model(), served.tier());
    if (x.task() == null && served.task() != null) {
      x.taskIs(new TaskDecision(served.task(), null));
    }
    x.serve(served);
    return new Step.Answered(served.answer());
  }
}
