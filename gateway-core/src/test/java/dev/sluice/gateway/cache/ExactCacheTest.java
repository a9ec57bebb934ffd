package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.AnswerReplay;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.CacheMode;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The cache with its first stage and its observer, as a request meets them.
class ExactCacheTest {

  private static final Outcome OK = new Outcome(Outcome.Kind.OK, 200);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap around
  private final ExactCache cache = new ExactCache(1 << 20, now::get);
  private final Questions questions = new Questions();
  private final LookUpExact lookUp = new LookUpExact(cache, questions);
  private final StoreAnswer store = new StoreAnswer(cache, questions);

  @Test
  void servesWhatWasStored() {
    Served made = Asking.served("Hi");
    answered(Asking.hello(), made);

    Exchange x = Asking.hello().exchange();
    Step step = lookUp.apply(x);

    assertThat(step).isEqualTo(new Step.Answered(made.answer()));
    assertThat(x.cache()).isEqualTo(CacheOutcome.HIT);
    assertThat(x.servedModel()).isEqualTo("small");
    assertThat(x.servedTier()).isEqualTo(Tier.BUDGET);
    assertThat(x.served()).isSameAs(made);
    assertThat(x.task()).isNotNull();
    assertThat(x.task().task()).isEqualTo(TaskType.SIMPLE_QA);
    assertThat(x.cost().nanos()).isZero();
  }

  @Test
  void anotherKeysAnswerIsAMiss() {
    answered(Asking.hello().by("a", null), Asking.served("secret"));

    Exchange x = Asking.hello().by("b", null).exchange();

    assertThat(lookUp.apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(x.cache()).isEqualTo(CacheOutcome.MISS);
  }

  @Test
  void forgetsAfterTheConfiguredTime() {
    answered(Asking.hello(), Asking.served("Hi"));

    now.addAndGet(Duration.ofHours(1).toNanos() - 1);
    assertThat(hits(Asking.hello())).isTrue();
    now.incrementAndGet();
    assertThat(hits(Asking.hello())).isFalse();
  }

  @Test
  void forgetsAfterTheCallersTime() {
    answered(Asking.hello().ttl(Duration.ofSeconds(5)), Asking.served("Hi"));

    now.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(hits(Asking.hello())).isFalse();
  }

  @Test
  void aHitDoesNotProlongAnEntry() {
    answered(Asking.hello(), Asking.served("Hi"));
    now.addAndGet(Duration.ofMinutes(59).toNanos());
    Exchange x = Asking.hello().exchange();
    lookUp.apply(x);
    store.observe(x, OK);

    now.addAndGet(Duration.ofMinutes(2).toNanos());

    assertThat(hits(Asking.hello())).isFalse();
  }

  @Test
  void aFreshAnswerReplacesAndProlongs() {
    answered(Asking.hello(), Asking.served("old"));
    now.addAndGet(Duration.ofMinutes(59).toNanos());
    answered(Asking.hello().mode(CacheMode.NO_CACHE), Asking.served("new"));

    now.addAndGet(Duration.ofMinutes(2).toNanos());

    Exchange x = Asking.hello().exchange();
    lookUp.apply(x);
    assertThat(x.served()).isNotNull();
    assertThat(x.served().answer().content()).isEqualTo("new");
  }

  @ParameterizedTest
  @EnumSource(
      value = CacheMode.class,
      names = {"OFF", "NO_CACHE"})
  void doesNotReadWhereItMayNot(CacheMode mode) {
    answered(Asking.hello(), Asking.served("Hi"));

    Exchange x = Asking.hello().mode(mode).exchange();

    assertThat(lookUp.apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(x.cache()).isEqualTo(CacheOutcome.BYPASS);
  }

  @ParameterizedTest
  @EnumSource(
      value = CacheMode.class,
      names = {"OFF", "NO_STORE"})
  void doesNotStoreWhereItMayNot(CacheMode mode) {
    answered(Asking.hello().mode(mode), Asking.served("Hi"));

    assertThat(hits(Asking.hello())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = CacheMode.class,
      names = {"ON", "EXACT", "NO_STORE"})
  void readsWhereItMay(CacheMode mode) {
    answered(Asking.hello(), Asking.served("Hi"));

    assertThat(hits(Asking.hello().mode(mode))).isTrue();
  }

  @Test
  void ineligibleRequestsBypass() {
    Exchange x = Asking.with("tools", "[{}]").exchange();

    lookUp.apply(x);

    assertThat(x.cache()).isEqualTo(CacheOutcome.BYPASS);
  }

  @Test
  void aSimilarAnswerDoesNotBecomeAnExactOne() {
    Exchange x = Asking.hello().exchange();
    lookUp.apply(x);
    x.cacheIs(CacheOutcome.SEMANTIC_HIT);
    x.serve(Asking.served("Hi"));
    store.observe(x, OK);

    assertThat(hits(Asking.hello())).isFalse();
  }

  @Test
  void anUncleanAnswerIsNotKept() {
    answered(Asking.hello(), Asking.served(Asking.answer("Hi", "length"), Tier.BUDGET, 1));

    assertThat(cache.stats().entries()).isZero();
  }

  @Test
  void largeBodiesAreNotHashedOnTheLoop() {
    Asking large = Asking.with("x", '"' + "a".repeat(LookUpExact.LOOP_BYTES) + '"');
    answered(large, Asking.served("Hi"));

    Exchange x = large.exchange();

    assertThat(lookUp.apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(x.cache()).isEqualTo(CacheOutcome.MISS);
    assertThat(cache.stats().entries()).isOne();
  }

  @Test
  void staysWithinItsBytes() {
    ExactCache small = new ExactCache(64 << 10, now::get);
    for (int i = 0; i < 200; i++) {
      Exchange x = Asking.with("seed", Integer.toString(i)).exchange();
      small.store(CacheKey.of(x), x, Asking.served("a".repeat(1000)));
    }

    ExactCache.Stats stats = small.stats();

    assertThat(stats.bytes()).isBetween(1L, 64L << 10);
    assertThat(stats.entries()).isBetween(5L, 20L);
  }

  @Test
  void anAnswerLargerThanTheCacheIsNotKept() {
    ExactCache small = new ExactCache(10_000, now::get);
    Exchange x = Asking.hello().exchange();

    small.store(CacheKey.of(x), x, Asking.served("a".repeat(10_000)));

    assertThat(small.stats().entries()).isZero();
  }

  @Test
  void clearsAndCounts() {
    answered(Asking.hello(), Asking.served("Hi"));
    hits(Asking.hello());
    hits(Asking.hello());
    assertThat(cache.stats().hits()).isEqualTo(2);
    assertThat(cache.stats().entries()).isOne();

    cache.clear();

    assertThat(cache.stats().entries()).isZero();
    assertThat(cache.stats().bytes()).isZero();
    assertThat(hits(Asking.hello())).isFalse();
  }

  @Test
  void aStoredStreamIsReplayedInBothForms() {
    Answer made =
        Asking.streamed(
            List.of(
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}",
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}],\"usage\":null}",
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}],\"usage\":null}",
                "{\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}"));
    answered(Asking.with("stream", "true"), Asking.served(made, Tier.BUDGET, 0.9));

    Exchange json = Asking.hello().exchange();
    Answer stored = ((Step.Answered) lookUp.apply(json)).answer();
    Answer whole = AnswerReader.read(AnswerReplay.body(stored)).orElseThrow();
    List<byte[]> events = AnswerReplay.events(whole, true);
    Answer again =
        Asking.streamed(events.stream().map(e -> new String(e, StandardCharsets.UTF_8)).toList());

    assertThat(whole.content()).isEqualTo("Hello");
    assertThat(whole.finishReason()).isEqualTo("stop");
    assertThat(whole.usage()).isEqualTo(made.usage());
    assertThat(again.content()).isEqualTo("Hello");
    assertThat(again.usage()).isEqualTo(made.usage());
    assertThat(AnswerReplay.events(stored, true)).hasSize(4);
    assertThat(AnswerReplay.events(stored, false)).hasSize(3);
  }

  private void answered(Asking asking, Served served) {
    Exchange x = asking.exchange();
    lookUp.apply(x);
    x.serve(served);
    store.observe(x, OK);
  }

  private boolean hits(Asking asking) {
    return lookUp.apply(asking.exchange()) instanceof Step.Answered;
  }
}
