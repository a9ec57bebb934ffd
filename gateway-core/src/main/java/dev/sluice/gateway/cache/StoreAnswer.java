package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;

/// Keeps the answer of a request that ended well, for the next one who asks the same. Runs before
/// `LandFlight`, so that who comes too late for the flight finds the answer stored.
public final class StoreAnswer implements Observer {

  private final ExactCache cache;
  private final Questions questions;

  public StoreAnswer(ExactCache cache, Questions questions) {
    this.cache = cache;
    this.questions = questions;
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    Served served = x.served();
    if (served != null
        && isFresh(x)
        && Cacheable.isClean(outcome, served)
        && Cacheable.isEligible(x)
        && Cacheable.mayStore(x)) {
      cache.store(questions.key(x), x, served);
    }
  }

  /// A stored answer must not live on by being served, nor a similar one become an exact one.
  private static boolean isFresh(Exchange x) {
    return x.cache() == CacheOutcome.MISS || x.cache() == CacheOutcome.BYPASS;
  }
}
