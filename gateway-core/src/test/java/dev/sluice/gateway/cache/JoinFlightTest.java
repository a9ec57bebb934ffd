package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.CacheMode;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JoinFlightTest {

  private static final Outcome OK = new Outcome(Outcome.Kind.OK, 200);
  private static final Outcome FAILED = new Outcome(Outcome.Kind.UPSTREAM_ERROR, 502);
  private static final Outcome LEFT = new Outcome(Outcome.Kind.CANCELLED, 499);

  private final ExactCache cache = new ExactCache(1 << 20, Ticker.systemTicker());
  private final Questions questions = new Questions();
  private final Flights flights = new Flights();
  private final LookUpExact lookUp = new LookUpExact(cache, questions);
  private final JoinFlight join = new JoinFlight(cache, flights, questions);
  private final StoreAnswer store = new StoreAnswer(cache, questions);
  private final LandFlight land = new LandFlight(flights, questions);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void oneOfManyEqualRequestsPaysForAll() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<Future<Exchange>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(threads.submit(() -> wholePath(Asking.hello(), calls)));
    }

    List<Exchange> ended = new ArrayList<>();
    for (Future<Exchange> one : all) {
      ended.add(one.get());
    }

    assertThat(calls).hasValue(1);
    assertThat(ended).allMatch(x -> x.served() != null);
    assertThat(ended).filteredOn(x -> x.cache() == CacheOutcome.HIT).hasSize(49);
    assertThat(cache.stats().hits()).isEqualTo(49);
    assertThat(cache.stats().misses()).isEqualTo(1);
    assertThat(flights.size()).isZero();
  }

  @Test
  void aFollowerGetsTheLeadersAnswerAsItsOwn() throws Exception {
    Exchange leader = leading(Asking.hello());
    Follower follower = follow(Asking.with("stream", "true"));

    Served made = Asking.served("Hi");
    leader.serve(made);
    end(leader, OK);

    assertThat(follower.step()).isEqualTo(new Step.Answered(made.answer()));
    assertThat(follower.x.cache()).isEqualTo(CacheOutcome.HIT);
    assertThat(follower.x.servedTier()).isEqualTo(Tier.BUDGET);
    assertThat(leader.cache()).isEqualTo(CacheOutcome.MISS);
  }

  @Test
  void afterAFailureEachGoesAlone() throws Exception {
    Exchange leader = leading(Asking.hello());
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      followers.add(follow(Asking.hello()));
    }

    end(leader, FAILED);

    for (Follower follower : followers) {
      assertThat(follower.step()).isEqualTo(Step.CONTINUE);
      assertThat(follower.x.cache()).isEqualTo(CacheOutcome.MISS);
    }
    assertThat(flights.size()).isZero();
  }

  @Test
  void afterTheLeadersClientLeftFollowersGoOn() throws Exception {
    Exchange leader = leading(Asking.hello());
    Follower follower = follow(Asking.hello());

    end(leader, LEFT);

    assertThat(follower.step()).isEqualTo(Step.CONTINUE);
  }

  @Test
  void anAnswerThatIsNotCleanIsNotShared() throws Exception {
    Exchange leader = leading(Asking.hello());
    Follower follower = follow(Asking.hello());

    leader.serve(Asking.served(Asking.answer("cut", "length"), Tier.BUDGET, 1));
    end(leader, OK);

    assertThat(follower.step()).isEqualTo(Step.CONTINUE);
  }

  @Test
  void afterALandingTheNextOneLeadsAgain() throws Exception {
    end(leading(Asking.hello()), FAILED);

    leading(Asking.hello());

    assertThat(flights.size()).isOne();
  }

  @Test
  void anInterruptedFollowerStopsWaiting() throws Exception {
    leading(Asking.hello());
    Follower follower = follow(Asking.hello());

    follower.thread.interrupt();

    assertThatThrownBy(follower::step)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(flights.size()).isOne();
  }

  @Test
  void aFollowerWaitsNoLongerThanItsDeadline() throws Exception {
    leading(Asking.hello());

    Exchange late = Asking.hello().within(Duration.ofMillis(1)).exchange();
    lookUp.apply(late);

    assertThat(join.apply(late)).isEqualTo(Step.CONTINUE);
  }

  @Test
  void whoMayNotReadDoesNotJoin() throws Exception {
    leading(Asking.hello());

    for (CacheMode mode : List.of(CacheMode.OFF, CacheMode.NO_CACHE)) {
      Exchange x = Asking.hello().mode(mode).exchange();
      lookUp.apply(x);
      assertThat(join.apply(x)).isEqualTo(Step.CONTINUE);
    }
    assertThat(flights.size()).isOne();
  }

  @Test
  void whoMayNotStoreDoesNotLead() throws Exception {
    Exchange x = Asking.hello().mode(CacheMode.NO_STORE).exchange();
    lookUp.apply(x);

    assertThat(join.apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(flights.size()).isZero();
  }

  @Test
  void whoMayNotStoreFollows() throws Exception {
    Exchange leader = leading(Asking.hello());
    Follower follower = follow(Asking.hello().mode(CacheMode.NO_STORE));

    leader.serve(Asking.served("Hi"));
    end(leader, OK);

    assertThat(follower.step()).isInstanceOf(Step.Answered.class);
  }

  @Test
  void otherScopesAndWishesFlyAlone() throws Exception {
    leading(Asking.hello());
    leading(Asking.hello().by("other", null));
    leading(Asking.hello().quality(0.9));
    leading(Asking.hello().maxTier(Tier.BUDGET));
    leading(Asking.with("seed", "1"));

    assertThat(flights.size()).isEqualTo(5);
  }

  @Test
  void looksAgainBeforeItLeads() throws Exception {
    Exchange late = Asking.hello().exchange();
    lookUp.apply(late);
    Exchange leader = leading(Asking.hello());
    leader.serve(Asking.served("Hi"));
    end(leader, OK);

    assertThat(join.apply(late)).isInstanceOf(Step.Answered.class);
    assertThat(flights.size()).isZero();
  }

  @Test
  void largeBodiesAreLookedUpHere() throws Exception {
    Asking large = Asking.with("x", '"' + "a".repeat(LookUpExact.LOOP_BYTES) + '"');
    Exchange leader = leading(large);
    leader.serve(Asking.served("Hi"));
    end(leader, OK);

    Exchange x = large.exchange();
    lookUp.apply(x);

    assertThat(join.apply(x)).isInstanceOf(Step.Answered.class);
    assertThat(x.cache()).isEqualTo(CacheOutcome.HIT);
  }

  @Test
  void requestsWithAnIdempotencyKeyAreLookedUpHere() throws Exception {
    Exchange leader = leading(Asking.hello());
    leader.serve(Asking.served("Hi"));
    end(leader, OK);

    Exchange x = Asking.hello().idempotencyKey("k").exchange();

    assertThat(lookUp.apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(join.apply(x)).isInstanceOf(Step.Answered.class);
  }

  @Test
  void anEndWithoutAFlightIsNobodysBusiness() throws Exception {
    leading(Asking.hello());
    Exchange stranger = Asking.hello().exchange();

    end(stranger, FAILED);
    end(Asking.with("n", "2").exchange(), FAILED);

    assertThat(flights.size()).isOne();
  }

  private Exchange wholePath(Asking asking, AtomicInteger calls) throws InterruptedException {
    Exchange x = asking.exchange();
    Step step = lookUp.apply(x);
    step = step instanceof Step.Continue ? join.apply(x) : step;
    if (step instanceof Step.Continue) {
      calls.incrementAndGet();
      x.serve(Asking.served("Hi"));
    }
    end(x, OK);
    return x;
  }

  private Exchange leading(Asking asking) throws InterruptedException {
    Exchange x = asking.exchange();
    lookUp.apply(x);
    assertThat(join.apply(x)).isEqualTo(Step.CONTINUE);
    return x;
  }

  private void end(Exchange x, Outcome outcome) {
    store.observe(x, outcome);
    land.observe(x, outcome);
  }

  /// A request on its own virtual thread, already waiting for the leader.
  private Follower follow(Asking asking) {
    Exchange x = asking.exchange();
    lookUp.apply(x);
    FutureTask<Step> task = new FutureTask<>(() -> join.apply(x));
    Thread thread = Thread.ofVirtual().start(task);
    while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
      LockSupport.parkNanos(100_000);
    }
    assertThat(task.isDone()).isFalse();
    return new Follower(x, task, thread);
  }

  private record Follower(Exchange x, FutureTask<Step> task, Thread thread) {
    Step step() throws InterruptedException, ExecutionException {
      return task.get();
    }
  }
}
