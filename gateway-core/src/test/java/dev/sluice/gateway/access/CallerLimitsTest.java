package dev.sluice.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.access.CallerLimits.Admission;
import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.SetClock;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Allowance.Rate;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerLimitsTest {

  private final SetClock clock = new SetClock("2026-11-24T12:00:00Z");
  private final Budgets budgets = new Budgets(clock);
  private long nanos = -5;
  private final CallerLimits limits = new CallerLimits(budgets, () -> nanos);

  @Test
  void callerWithoutLimitsIsToldOfNone() {
    Allowance allowance = admitted(Caller.OPEN, 1_000_000);

    assertThat(allowance.requests()).isNull();
    assertThat(allowance.tokens()).isNull();
    assertThat(allowance.lean()).isEqualTo(Lean.NONE);
  }

  @Test
  void requestsOfAMinuteComeBackEvenly() {
    Caller caller = key(rpm(3));
    assertThat(admitted(caller, 1).requests()).isEqualTo(new Rate(3, 2, Duration.ofSeconds(20)));
    admitted(caller, 1);
    assertThat(admitted(caller, 1).requests()).isEqualTo(new Rate(3, 0, Duration.ofMinutes(1)));

    Admission.Refused refused = refused(caller, 1);

    assertThat(refused.error().status()).isEqualTo(429);
    assertThat(refused.error().type()).isEqualTo("requests");
    assertThat(refused.error().code()).isEqualTo("rate_limit_exceeded");
    assertThat(refused.error().retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(refused.allowance().requests()).isEqualTo(new Rate(3, 0, Duration.ofMinutes(1)));
    pass(Duration.ofSeconds(20));
    admitted(caller, 1);
    assertThat(refused(caller, 1).error().retryAfter()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void waitIsTheTrueOne() {
    Caller caller = key(rpm(6));
    for (int i = 0; i < 6; i++) {
      admitted(caller, 1);
    }
    Duration wait = wait(refused(caller, 1));

    pass(wait.minusNanos(1));
    refused(caller, 1);
    pass(Duration.ofNanos(1));

    admitted(caller, 1);
  }

  @Test
  void tokensAreEstimatedAndCorrectedAtTheEnd() {
    Caller caller = key(tpm(1000));
    Allowance first = admitted(caller, 800);
    assertThat(remaining(first.tokens())).isEqualTo(200);

    Admission.Refused refused = refused(caller, 300);
    assertThat(refused.error().type()).isEqualTo("tokens");
    assertThat(refused.error().retryAfter()).isEqualTo(Duration.ofSeconds(6));

    first.grant().end(100);
    first.grant().end(0);
    assertThat(remaining(admitted(caller, 300).tokens())).isEqualTo(600);
  }

  @Test
  void whoUsedMoreThanEstimatedWaitsButNeverAboveAMinute() {
    Caller caller = key(tpm(1000));
    admitted(caller, 100).grant().end(3000);

    Admission.Refused refused = refused(caller, 10);

    assertThat(refused.error().retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(remaining(refused.allowance().tokens())).isZero();
    pass(Duration.ofSeconds(121));
    admitted(caller, 10);
  }

  @Test
  void requestThatNeverFitsIsNotToBeTriedAgain() {
    ApiError error = refused(key(tpm(1000)), 1001).error();

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.type()).isEqualTo("tokens");
    assertThat(error.shouldRetry()).isFalse();
    assertThat(error.retryAfter()).isNull();
  }

  @Test
  void placesAreGivenBackOnce() {
    Caller caller = key(concurrency(2));
    Allowance first = admitted(caller, 1);
    admitted(caller, 1);
    ApiError error = refused(caller, 1).error();
    assertThat(error.type()).isEqualTo("requests");
    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));

    first.grant().end(1);
    first.grant().end(1);

    admitted(caller, 1);
    refused(caller, 1);
  }

  @Test
  void placesAreCountedBeforeThereIsALimit() {
    Allowance running = admitted(key(KeyLimits.NONE), 1);

    refused(key(concurrency(1)), 1);
    running.grant().end(1);

    admitted(key(concurrency(1)), 1);
  }

  @Test
  void tighterOfKeyAndTeamIsTold() {
    Allowance allowance = admitted(member("a", rpm(10), rpm(100)), 1);
    assertThat(limit(allowance.requests())).isEqualTo(10);
    for (int i = 0; i < 95; i++) {
      admitted(member("b" + i, KeyLimits.NONE, rpm(100)), 1);
    }

    assertThat(limit(admitted(member("a", rpm(10), rpm(100)), 1).requests())).isEqualTo(100);
  }

  @Test
  void whoIsRefusedByTheTeamHasUsedNothingOfTheKey() {
    admitted(member("b", KeyLimits.NONE, rpm(1)), 1);
    for (int i = 0; i < 5; i++) {
      refused(member("a", rpm(2), rpm(1)), 1);
    }

    assertThat(remaining(admitted(member("a", rpm(2), KeyLimits.NONE), 1).requests())).isEqualTo(1);
  }

  @Test
  void changedLimitsRememberWhatWasUsed() {
    for (int i = 0; i < 7; i++) {
      admitted(key(rpm(10)), 1);
    }

    assertThat(remaining(admitted(key(rpm(20)), 1).requests())).isEqualTo(12);
    Admission.Refused refused = refused(key(rpm(5)), 1);
    assertThat(remaining(refused.allowance().requests())).isZero();
    assertThat(refused.error().retryAfter()).isEqualTo(Duration.ofSeconds(48));
    pass(Duration.ofSeconds(48));
    admitted(key(rpm(5)), 1);
  }

  @Test
  void spentBudgetIsNoRateLimit() {
    Caller caller = key(budget("1", false));
    budgets.charge(caller, Usd.parse("1"));

    ApiError error = refused(caller, 1).error();

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.code()).isEqualTo("insufficient_quota");
    assertThat(error.type()).isEqualTo("insufficient_quota");
    assertThat(error.shouldRetry()).isFalse();
    clock.set("2026-11-25T00:00:00Z");
    admitted(caller, 1);
  }

  @Test
  void spentBudgetOfTheTeamStopsItsKeys() {
    Caller caller = member("a", KeyLimits.NONE, budget("1", false));
    budgets.charge(caller, Usd.parse("1"));

    assertThat(refused(caller, 1).error().code()).isEqualTo("insufficient_quota");
  }

  @Test
  void budgetThatBurnsTooFastLeans() {
    Caller caller = key(budget("1", true));
    assertThat(admitted(caller, 1).lean()).isEqualTo(Lean.NONE);

    budgets.charge(caller, Usd.parse("0.6"));
    assertThat(admitted(caller, 1).lean()).isEqualTo(Lean.CHEAP);
    assertThat(admitted(member("k", KeyLimits.NONE, budget("1", true)), 1).lean())
        .isEqualTo(Lean.NONE);

    budgets.charge(caller, Usd.parse("0.3"));
    assertThat(admitted(caller, 1).lean()).isEqualTo(Lean.BUDGET);
    assertThat(admitted(key(budget("1", false)), 1).lean()).isEqualTo(Lean.NONE);
  }

  @Test
  void manyThreadsGetExactlyTheLimit() throws Exception {
    Caller caller = member("a", rpm(1000), concurrency(500));
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Integer>> counts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
      for (int i = 0; i < 64; i++) {
        counts.add(
            threads.submit(() -> {
              start.await();
              int admitted = 0;
              for (int j = 0; j < 50; j++) {
                admitted += limits.admit(caller, 1) instanceof Admission.Admitted ? 1 : 0;
              }
              return admitted;
            }));
      }
      start.countDown();
    }

    int sum = 0;
    for (Future<Integer> count : counts) {
      sum += count.get();
    }
    assertThat(sum).isEqualTo(500);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private Allowance admitted(Caller caller, long tokens) {
    Admission admission = limits.admit(caller, tokens);
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return admission.allowance();
  }

  private Admission.Refused refused(Caller caller, long tokens) {
    Admission admission = limits.admit(caller, tokens);
    assertThat(admission).isInstanceOf(Admission.Refused.class);
    return (Admission.Refused) admission;
  }

  private static Duration wait(Admission.Refused refused) {
    Duration wait = refused.error().retryAfter();
    return wait == null ? Duration.ZERO : wait;
  }

  private static long remaining(@Nullable Rate rate) {
    return rate == null ? -1 : rate.remaining();
  }

  private static long limit(@Nullable Rate rate) {
    return rate == null ? -1 : rate.limit();
  }

  private static Caller key(KeyLimits limits) {
    return new Caller("k", null, limits, KeyLimits.NONE, false);
  }

  private static Caller member(String id, KeyLimits key, KeyLimits team) {
    return new Caller(id, "web", key, team, false);
  }

  private static KeyLimits rpm(long rpm) {
    return new KeyLimits(List.of(), null, rpm, null, null, Budget.NONE, false, null, null);
  }

  private static KeyLimits tpm(long tpm) {
    return new KeyLimits(List.of(), null, null, tpm, null, Budget.NONE, false, null, null);
  }

  private static KeyLimits concurrency(int most) {
    return new KeyLimits(List.of(), null, null, null, most, Budget.NONE, false, null, null);
  }

  private static KeyLimits budget(String day, boolean pacing) {
    Budget budget = new Budget(Usd.parse(day), null, null);
    return new KeyLimits(List.of(), null, null, null, null, budget, pacing, null, null);
  }
}
