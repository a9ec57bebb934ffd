package dev.sluice.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.idempotency.Claims.Claim;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  private static final int ROOM = 20_000;

  private final AtomicLong clock = new AtomicLong();
  private final Claims claims = new Claims(ROOM, clock::get);

  @Test
  void forgetsTheOldestWhereThereIsNoRoom() {
    for (int i = 0; i < 100; i++) {
      answer("k" + i);
      assertThat(claims.bytes()).isLessThanOrEqualTo(ROOM);
    }

    assertThat(claim("k99")).isInstanceOf(Claim.Known.class);
    assertThat(claim("k95")).isInstanceOf(Claim.Known.class);
    assertThat(claim("k0")).isInstanceOf(Claim.Granted.class);
  }

  @Test
  void forgetsAnAnswerAfterItsLife() {
    answer("a");
    clock.addAndGet(Claims.LIFE.toNanos() - 1);
    answer("b");
    assertThat(claim("a")).isInstanceOf(Claim.Known.class);

    clock.incrementAndGet();

    assertThat(claim("a")).isInstanceOf(Claim.Granted.class);
    assertThat(claim("b")).isInstanceOf(Claim.Known.class);
  }

  @Test
  void aRequestThatRunsIsNeverForgotten() {
    claim("k");
    clock.addAndGet(10 * Claims.LIFE.toNanos());
    for (int i = 0; i < 100; i++) {
      answer("k" + i);
    }

    assertThat(claim("k")).isInstanceOf(Claim.Running.class);
  }

  @Test
  void onlyTheFirstEndsItsTurn() {
    claim("k");
    Exchange other = Asked.with("k").exchange();

    claims.end(key(other), other, Optional.of(new Kept.Chat(Asked.served("Hi"))));

    assertThat(claim("k")).isInstanceOf(Claim.Running.class);
  }

  @Test
  void weighsNothingOnceAllIsForgotten() {
    answer("a");
    answer("b");
    assertThat(claims.bytes()).isPositive();

    clock.addAndGet(Claims.LIFE.toNanos());
    claim("c");

    assertThat(claims.bytes()).isZero();
    assertThat(claims.keys()).isOne();
  }

  private Claim claim(String key) {
    return claim(Asked.with(key).exchange());
  }

  private Claim claim(Exchange x) {
    return claims.claim(key(x), Fingerprint.of(x.request().body()), x);
  }

  private void answer(String key) {
    Exchange x = Asked.with(key).exchange();
    claim(x);
    claims.end(key(x), x, Optional.of(new Kept.Chat(Asked.served("Hi"))));
  }

  private static CallersKey key(Exchange x) {
    return Objects.requireNonNull(CallersKey.of(x));
  }
}
