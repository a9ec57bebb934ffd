package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.upstream.CircuitBreaker.Admission;
import dev.sluice.gateway.upstream.CircuitBreaker.Pass;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // the clock may wrap
  private final CircuitBreaker breaker = new CircuitBreaker(now::get);

  @Test
  void opensAfterFiveFailuresInARow() {
    fail(4);
    assertThat(breaker.isOpen()).isFalse();

    fail(1);

    assertThat(breaker.isOpen()).isTrue();
    assertThat(refusal()).isEqualTo(new Admission.Refused(false, Duration.ofSeconds(30)));
  }

  @Test
  void aSuccessStartsTheCountAgain() {
    fail(4);
    pass().succeeded();
    fail(4);

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void letsOneProbeOutAndClosesOnItsSuccess() {
    fail(5);
    advance(Duration.ofSeconds(30));

    Pass probe = pass();
    assertThat(refusal().rateLimited()).isFalse();
    probe.succeeded();

    assertThat(breaker.isOpen()).isFalse();
    pass();
  }

  @Test
  void opensForLongerEachTimeAProbeFails() {
    fail(5);
    for (int openings = 2; openings <= 12; openings++) {
      advance(refusal().retryAfter());
      pass().failed();

      Duration expected = Duration.ofSeconds(Math.min(30 * openings, 300));
      assertThat(refusal().retryAfter()).isEqualTo(expected);
    }
  }

  @Test
  void remembersOpeningsForAWhile() {
    fail(5);
    advance(Duration.ofSeconds(30));
    pass().succeeded();

    fail(5);
    assertThat(refusal().retryAfter()).isEqualTo(Duration.ofMinutes(1));

    advance(Duration.ofMinutes(1));
    pass().succeeded();
    advance(Duration.ofSeconds(301));
    fail(5);
    assertThat(refusal().retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void anAbandonedProbeMakesRoomForTheNext() {
    fail(5);
    advance(Duration.ofSeconds(30));

    pass().abandoned();

    pass().succeeded();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void aProbeThatNeverReportsDoesNotBlockForEver() {
    fail(5);
    advance(Duration.ofSeconds(30));
    pass();

    advance(Duration.ofSeconds(30));

    pass().succeeded();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void countsEachCallOnce() {
    Pass pass = pass();
    for (int i = 0; i < 5; i++) {
      pass.failed();
    }

    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void ignoresCallsThatBeganBeforeItOpened() {
    Pass early = pass();
    Pass other = pass();
    fail(5);

    early.succeeded();
    assertThat(breaker.isOpen()).isTrue();
    other.failed();
    assertThat(refusal().retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aRateLimitPausesWithoutCountingAsFailure() {
    fail(4);

    pass().rateLimited(Duration.ofSeconds(7));

    assertThat(refusal()).isEqualTo(new Admission.Refused(true, Duration.ofSeconds(7)));
    advance(Duration.ofSeconds(7));
    pass().succeeded();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void boundsThePauseThatAProviderMayAskFor() {
    pass().rateLimited(Duration.ofHours(2));
    assertThat(refusal().retryAfter()).isEqualTo(CircuitBreaker.MAX_COOLDOWN);

    advance(CircuitBreaker.MAX_COOLDOWN);
    pass().rateLimited(Duration.ZERO);
    assertThat(refusal().retryAfter()).isEqualTo(CircuitBreaker.DEFAULT_COOLDOWN);
  }

  @Test
  void keepsOneBreakerForEachModelOfAProvider() {
    CircuitBreakers breakers = new CircuitBreakers(now::get);

    assertThat(breakers.of("p", "a")).isSameAs(breakers.of("p", "a"));
    assertThat(breakers.of("p", "a")).isNotSameAs(breakers.of("p", "b"));
    assertThat(breakers.all()).hasSize(2);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      pass().failed();
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Pass pass() {
    return ((Admission.Admitted) breaker.tryPass()).pass();
  }

  private Admission.Refused refusal() {
    return (Admission.Refused) breaker.tryPass();
  }
}
