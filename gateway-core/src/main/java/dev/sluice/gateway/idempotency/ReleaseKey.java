package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;

/// Ends the turn of a request that goes on under an `Idempotency-Key`: its answer is remembered, or
/// the key is free for another try.
public final class ReleaseKey implements Observer {

  private final Claims claims;

  public ReleaseKey(Claims claims) {
    this.claims = claims;
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    CallersKey key = CallersKey.of(x);
    if (key != null) {
      claims.end(key, x, Kept.of(x, outcome));
    }
  }
}
