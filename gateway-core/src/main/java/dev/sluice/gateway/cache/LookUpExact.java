package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Step;
import java.util.Optional;

/// Answers a question that was answered before. Runs on the event loop, after the plan is known.
///
/// Bodies beyond [#LOOP_BYTES] are not hashed there; `JoinFlight` looks them up on their own
/// thread. The same goes for requests with an `Idempotency-Key`, whose own record comes first.
public final class LookUpExact implements ImmediateStage {

  /// A body of this size is read and hashed in about a quarter of a millisecond.
  static final int LOOP_BYTES = 32 << 10;

  private final ExactCache cache;
  private final Questions questions;

  public LookUpExact(ExactCache cache, Questions questions) {
    this.cache = cache;
    this.questions = questions;
  }

  @Override
  public Step apply(Exchange x) {
    if (!Cacheable.isEligible(x) || !Cacheable.mayRead(x)) {
      x.cacheIs(CacheOutcome.BYPASS);
      return Step.CONTINUE;
    }
    x.cacheIs(CacheOutcome.MISS);
    if (x.request().body().length > LOOP_BYTES || x.options().idempotencyKey() != null) {
      return Step.CONTINUE;
    }
    Optional<Served> stored = cache.find(questions.key(x), x);
    if (stored.isEmpty()) {
      return Step.CONTINUE;
    }
    cache.countHit();
    return Hit.serve(x, stored.get());
  }

  /// Whether a stored answer would be served, of any size of body; serves and counts nothing. Not
  /// on the event loop.
  public boolean holds(Exchange x) {
    return Cacheable.isEligible(x)
        && Cacheable.mayRead(x)
        && cache.find(questions.key(x), x).isPresent();
  }
}
