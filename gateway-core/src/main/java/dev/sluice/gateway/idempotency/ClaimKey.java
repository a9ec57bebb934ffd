package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.idempotency.Claims.Claim;
import dev.sluice.gateway.idempotency.Claims.Turn;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import java.util.Optional;

/// Answers a request once for each `Idempotency-Key`: the first with a key goes on, those with the
/// same key and body get its answer, and another body under that key is refused.
///
/// Equal requests that come while the first runs wait on their own virtual threads. When it fails
/// or its client leaves, one of those who wait goes on in its place and the others wait for that
/// one: never do two of them ask a provider at once.
///
/// What the caches may do is of no importance here. Someone who sends a key wishes that its request
/// is done once, be it one with tools or one that forbids the caches; and an answer from a cache
/// must not hide that the key belongs to another request, which is why this comes before them.
public final class ClaimKey implements WaitingStage {

  private static final ApiError REUSED =
      ApiError.of(
              409,
              "This Idempotency-Key belongs to a request with another body. Send a new key with a"
                  + " new request.",
              ApiError.INVALID_REQUEST,
              null,
              "idempotency_key_reused")
          .shouldRetry(false);

  private static final ApiError LATE =
      ApiError.of(
          504,
          "The first request with this Idempotency-Key did not end in time.",
          ApiError.SERVER_ERROR,
          null,
          "upstream_timeout");

  private final Claims claims;

  public ClaimKey(Claims claims) {
    this.claims = claims;
  }

  @Override
  public Step apply(Exchange x) throws InterruptedException {
    CallersKey key = CallersKey.of(x);
    return key == null ? Step.CONTINUE : claim(x, key, Fingerprint.of(x.request().body()));
  }

  private Step claim(Exchange x, CallersKey key, Fingerprint body) throws InterruptedException {
    while (true) {
      switch (claims.claim(key, body, x)) {
        case Claim.Granted granted -> {
          return Step.CONTINUE;
        }
        case Claim.Known known -> {
          return known.kept().serve(x);
        }
        case Claim.Reused reused -> {
          return refuse(x, REUSED);
        }
        case Claim.Running running -> {
          Optional<Kept> answer = await(x, running.turn());
          if (answer.isPresent()) {
            return answer.get().serve(x);
          }
          if (x.deadline().isOver()) {
            return refuse(x, LATE);
          }
        }
      }
    }
  }

  private static Optional<Kept> await(Exchange x, Turn turn) throws InterruptedException {
    x.beginWait();
    try {
      return turn.await(x.deadline().left());
    } finally {
      x.endWait();
    }
  }

  /// No cache was asked, whatever the first look said.
  private static Step refuse(Exchange x, ApiError error) {
    x.cacheIs(CacheOutcome.BYPASS);
    return new Step.Rejected(error);
  }
}
