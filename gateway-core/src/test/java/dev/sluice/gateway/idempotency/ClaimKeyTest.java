package dev.sluice.gateway.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Relayed;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ClaimKeyTest {

  private static final Outcome OK = new Outcome(Outcome.Kind.OK, 200);
  private static final Outcome FAILED = new Outcome(Outcome.Kind.UPSTREAM_ERROR, 502);
  private static final Outcome LEFT = new Outcome(Outcome.Kind.CANCELLED, 499);

  private final Claims claims = new Claims(1 << 20, System::nanoTime);
  private final ClaimKey claim = new ClaimKey(claims);
  private final ReleaseKey release = new ReleaseKey(claims);

  @Test
  void whoSendsNoKeyGoesOn() throws Exception {
    Asked without = Asked.with("k").headers(Map.of());

    leading(without);
    leading(without);

    assertThat(claims.keys()).isZero();
  }

  @Test
  void theSecondGetsTheAnswerOfTheFirst() throws Exception {
    Served made = answered(Asked.with("k"));

    Exchange second = Asked.with("k").exchange();
    Step step = claim.apply(second);

    assertThat(step).isEqualTo(new Step.Answered(made.answer()));
    assertThat(second.cache()).isEqualTo(CacheOutcome.HIT);
    assertThat(second.servedModel()).isEqualTo("small");
    assertThat(second.servedTier()).isEqualTo(Tier.BUDGET);
    assertThat(second.task()).isNotNull().matches(task -> task.task() == TaskType.SIMPLE_QA);
    assertThat(second.served()).isEqualTo(made);
    assertThat(second.attempts()).isEmpty();
  }

  @Test
  void aReplayIsReplayedAgain() throws Exception {
    Served made = answered(Asked.with("k"));

    for (int i = 0; i < 3; i++) {
      Exchange again = Asked.with("k").exchange();
      assertThat(claim.apply(again)).isEqualTo(new Step.Answered(made.answer()));
      release.observe(again, OK);
    }

    assertThat(claims.keys()).isOne();
  }

  @Test
  void whatIsNoChatIsRelayedAgain() throws Exception {
    Asked embedding = Asked.with("k").operation(Operation.EMBEDDING);
    Exchange first = leading(embedding);
    first.servedBy("small", null);
    first.relay(new Relayed(200, "application/json", "{}".getBytes(UTF_8)));
    release.observe(first, OK);

    Exchange second = embedding.exchange();
    Step step = claim.apply(second);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Relayed.class,
            relayed -> {
              assertThat(relayed.whole().body()).isEqualTo("{}".getBytes(UTF_8));
              assertThat(relayed.whole().head().status()).isEqualTo(200);
              assertThat(relayed.whole().head().header("content-type"))
                  .isEqualTo("application/json");
            });
    assertThat(second.cache()).isEqualTo(CacheOutcome.HIT);
    assertThat(second.servedModel()).isEqualTo("small");
  }

  @Test
  void anotherBodyIsRefusedWhetherTheFirstRunsOrHasEnded() throws Exception {
    Exchange first = leading(Asked.with("k"));
    refused(Asked.with("k").saying("bye"));

    first.serve(Asked.served("Hi"));
    release.observe(first, OK);

    refused(Asked.with("k").saying("bye"));
    assertThat(claim.apply(Asked.with("k").exchange())).isInstanceOf(Step.Answered.class);
  }

  private void refused(Asked asked) throws InterruptedException {
    Exchange x = asked.exchange();
    x.cacheIs(CacheOutcome.MISS);

    Step step = claim.apply(x);
    release.observe(x, new Outcome(Outcome.Kind.CLIENT_ERROR, 409));

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Rejected.class,
            rejected -> {
              ApiError error = rejected.error();
              assertThat(error.status()).isEqualTo(409);
              assertThat(error.type()).isEqualTo("invalid_request_error");
              assertThat(error.param()).isNull();
              assertThat(error.code()).isEqualTo("idempotency_key_reused");
              assertThat(error.shouldRetry()).isFalse();
            });
    assertThat(x.cache()).isEqualTo(CacheOutcome.BYPASS);
  }

  @Test
  void callersOperationsAndPartitionsAreApart() throws Exception {
    leading(Asked.with("k"));
    leading(Asked.with("other"));
    leading(Asked.with("k").by("a"));
    leading(Asked.with("k").by("b"));
    leading(Asked.with("k").operation(Operation.COMPLETION));
    leading(Asked.with("k").headers(Map.of("idempotency-key", "k", "x-sluice-cache-scope", "p")));

    assertThat(claims.keys()).isEqualTo(6);
  }

  @Test
  void oneOfManyAtOnceAnswersForAll() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<Future<Exchange>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(() -> wholePath(Asked.with("k"), calls)));
      }
    }

    assertThat(calls).hasValue(1);
    for (Future<Exchange> one : all) {
      assertThat(one.get().served()).isNotNull();
    }
  }

  private Exchange wholePath(Asked asked, AtomicInteger calls) throws InterruptedException {
    Exchange x = asked.exchange();
    if (claim.apply(x) instanceof Step.Continue) {
      calls.incrementAndGet();
      x.serve(Asked.served("Hi"));
    }
    release.observe(x, OK);
    return x;
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.Kind.class,
      names = {"OK", "CANCELLED"},
      mode = EnumSource.Mode.EXCLUDE)
  void afterAFailureTheKeyIsFree(Outcome.Kind kind) throws Exception {
    Exchange first = leading(Asked.with("k"));
    first.serve(Asked.served("Hi")); // and then something went wrong
    release.observe(first, new Outcome(kind, 502));

    leading(Asked.with("k").saying("bye"));
  }

  @Test
  void afterAFailureOneOfThoseWhoWaitGoesOn() throws Exception {
    Exchange first = leading(Asked.with("k"));
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiters.add(waiting(Asked.with("k")));
    }

    release.observe(first, FAILED);
    Waiter next = firstToEnd(waiters);
    waiters.remove(next);

    assertThat(next.step()).isEqualTo(Step.CONTINUE);
    waiters.forEach(Waiter::awaitWaiting);
    next.x.serve(Asked.served("Hi"));
    release.observe(next.x, OK);
    for (Waiter waiter : waiters) {
      assertThat(waiter.step()).isInstanceOf(Step.Answered.class);
    }
  }

  @Test
  void anInterruptedWaiterLeavesTheFirstAlone() throws Exception {
    Exchange first = leading(Asked.with("k"));
    Waiter waiter = waiting(Asked.with("k"));

    waiter.thread.interrupt();

    assertThatThrownBy(waiter::step)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    release.observe(waiter.x, LEFT);
    first.serve(Asked.served("Hi"));
    release.observe(first, OK);
    assertThat(claim.apply(Asked.with("k").exchange())).isInstanceOf(Step.Answered.class);
  }

  @Test
  void aWaiterWhoseTimeIsOverAsksNobody() throws Exception {
    leading(Asked.with("k"));
    AtomicLong clock = new AtomicLong();
    Exchange late = Asked.with("k").at(clock::get).exchange();
    clock.set(Duration.ofDays(1).toNanos());

    Step step = claim.apply(late);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Rejected.class,
            rejected -> assertThat(rejected.error().code()).isEqualTo("upstream_timeout"));
    assertThat(claims.keys()).isOne();
  }

  @Test
  void whoseClientLeftGetsItsAnswerWhenItComesAgain() throws Exception {
    for (Served whole : List.of(Asked.served("Hi"), Asked.streamed(true))) {
      Asked asked = Asked.with("k" + whole.hashCode());
      Exchange left = leading(asked);
      left.serve(whole);
      release.observe(left, LEFT);

      assertThat(claim.apply(asked.exchange())).isEqualTo(new Step.Answered(whole.answer()));
    }
  }

  @Test
  void halfAnAnswerIsForgotten() throws Exception {
    Exchange nothing = leading(Asked.with("k"));
    release.observe(nothing, LEFT);
    Exchange noUsageYet = leading(Asked.with("k"));
    noUsageYet.serve(Asked.streamed(false));
    release.observe(noUsageYet, LEFT);

    Exchange next = leading(Asked.with("k"));
    release.observe(next, OK); // a stream that was too long to be held

    assertThat(claims.keys()).isZero();
  }

  @Test
  void anAnswerThatIsTooLargeGoesToThoseWhoWaitOnly() throws Exception {
    Exchange first = leading(Asked.with("k"));
    Waiter waiter = waiting(Asked.with("k"));

    first.serve(Asked.served("x".repeat(1 << 20)));
    release.observe(first, OK);

    assertThat(waiter.step()).isInstanceOf(Step.Answered.class);
    assertThat(claims.keys()).isZero();
    assertThat(claims.bytes()).isZero();
  }

  private Served answered(Asked asked) throws InterruptedException {
    Exchange first = leading(asked);
    Served made = Asked.served("Hi");
    first.serve(made);
    release.observe(first, OK);
    return made;
  }

  private Exchange leading(Asked asked) throws InterruptedException {
    Exchange x = asked.exchange();
    assertThat(claim.apply(x)).isEqualTo(Step.CONTINUE);
    return x;
  }

  /// A request on its own virtual thread, already waiting.
  private Waiter waiting(Asked asked) {
    Exchange x = asked.exchange();
    FutureTask<Step> task = new FutureTask<>(() -> claim.apply(x));
    Waiter waiter = new Waiter(x, task, Thread.ofVirtual().start(task));
    waiter.awaitWaiting();
    return waiter;
  }

  private static Waiter firstToEnd(List<Waiter> waiters) {
    while (true) {
      for (Waiter waiter : waiters) {
        if (waiter.task.isDone()) {
          return waiter;
        }
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private record Waiter(Exchange x, FutureTask<Step> task, Thread thread) {

    void awaitWaiting() {
      while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
        LockSupport.parkNanos(100_000);
      }
      assertThat(task.isDone()).isFalse();
    }

    Step step() throws InterruptedException, ExecutionException {
      return task.get();
    }
  }
}
