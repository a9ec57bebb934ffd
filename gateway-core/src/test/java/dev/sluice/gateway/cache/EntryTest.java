package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Plan.Bias;
import dev.sluice.gateway.exchange.Plan.Kind;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final Asking HELLO = Asking.hello();

  @Test
  void servesTheSameWishesHoweverSureTheGateWas() {
    assertThat(serves(HELLO, Tier.PREMIUM, 0.1, HELLO)).isTrue();
    assertThat(serves(HELLO.quality(0.9), Tier.BUDGET, 0.1, HELLO.quality(0.9))).isTrue();
  }

  @Test
  void aTierAboveTheCapIsNotServed() {
    assertThat(serves(HELLO, Tier.PREMIUM, 1, HELLO.maxTier(Tier.STANDARD))).isFalse();
    assertThat(serves(HELLO, Tier.STANDARD, 1, HELLO.maxTier(Tier.STANDARD))).isTrue();
  }

  @Test
  void theLastResortOfACappedRequestIsNotServedToOthers() {
    assertThat(serves(HELLO.maxTier(Tier.BUDGET), Tier.BUDGET, 0.3, HELLO)).isFalse();
    assertThat(serves(HELLO.maxCost("0.0001"), Tier.BUDGET, 0.3, HELLO)).isFalse();
    assertThat(serves(HELLO.maxCost("0.1"), Tier.BUDGET, 0.3, HELLO.maxCost("0.01"))).isTrue();
    assertThat(serves(HELLO.maxCost("0.01"), Tier.BUDGET, 0.3, HELLO.maxCost("0.1"))).isFalse();
  }

  @Test
  void aCappedAnswerThatTheGateAcceptsIsServedToAll() {
    assertThat(serves(HELLO.maxTier(Tier.BUDGET), Tier.BUDGET, 0.8, HELLO)).isTrue();
    assertThat(serves(HELLO.maxTier(Tier.STANDARD), Tier.STANDARD, 0.8, HELLO)).isFalse();
  }

  @Test
  void qualityMustBeReached() {
    assertThat(serves(HELLO, Tier.BUDGET, 0.85, HELLO.quality(0.95))).isFalse();
    assertThat(serves(HELLO, Tier.BUDGET, 0.99, HELLO.quality(0.95))).isTrue();
    assertThat(serves(HELLO.quality(0.9), Tier.BUDGET, 0.1, HELLO.quality(0.5))).isTrue();
    assertThat(serves(HELLO.quality(0.1), Tier.BUDGET, 0.2, HELLO)).isFalse();
  }

  @Test
  void lessQualityTakesWhatACascadeWouldAccept() {
    assertThat(serves(HELLO.maxTier(Tier.BUDGET), Tier.BUDGET, 0.5, HELLO.quality(0.25))).isTrue();
    assertThat(serves(HELLO.maxTier(Tier.BUDGET), Tier.BUDGET, 0.3, HELLO.quality(0.25))).isFalse();
  }

  @Test
  void noWishIsTheQualityOfTheAskedName() {
    Asking cheap = HELLO.plan(Kind.AUTO, Bias.CHEAP);

    assertThat(serves(HELLO.quality(0.5), Tier.BUDGET, 0.1, HELLO)).isTrue();
    assertThat(serves(HELLO, Tier.BUDGET, 0.1, HELLO.quality(0.5))).isTrue();
    assertThat(serves(cheap, Tier.BUDGET, 0.1, cheap.quality(0.5))).isFalse();
  }

  @Test
  void theNamedTaskMustBeTheEntrys() {
    assertThat(serves(HELLO, Tier.BUDGET, 0.9, HELLO.task(TaskType.SIMPLE_QA))).isTrue();
    assertThat(serves(HELLO, Tier.BUDGET, 1, HELLO.task(TaskType.TRANSLATION))).isFalse();
  }

  @Test
  void aTaskThatOnlyTheMakerNamedNeedsASureGate() {
    assertThat(serves(HELLO.task(TaskType.SIMPLE_QA), Tier.BUDGET, 0.5, HELLO)).isFalse();
    assertThat(serves(HELLO.task(TaskType.SIMPLE_QA), Tier.BUDGET, 0.9, HELLO)).isTrue();
  }

  @Test
  void whatNoGateHasSeenIsServedToThoseWhoWantNone() {
    Asking direct = Asking.with("stream", "true").direct();

    assertThat(serves(direct, Tier.BUDGET, 1, HELLO)).isFalse();
    assertThat(serves(direct, Tier.BUDGET, 1, direct)).isTrue();
    assertThat(serves(HELLO, Tier.BUDGET, 0.9, direct)).isTrue();
    assertThat(serves(HELLO.direct(), Tier.BUDGET, 0.9, HELLO)).isTrue();
  }

  @Test
  void explicitModelsHaveNoGate() {
    Asking explicit = HELLO.plan(Kind.EXPLICIT, Bias.BALANCED);

    assertThat(serves(explicit, null, 1, explicit.quality(1))).isTrue();
    assertThat(serves(explicit, null, 1, explicit.maxTier(Tier.BUDGET))).isTrue();
    assertThat(serves(explicit, null, 1, explicit.task(TaskType.TRANSLATION))).isTrue();
  }

  @Test
  void anOlderAnswerThanTheCallerTakesIsNotServed() {
    Entry entry = entry(HELLO, Tier.BUDGET, 1);
    Duration minute = Duration.ofMinutes(1);

    assertThat(entry.satisfies(HELLO.ttl(minute).exchange(), minute.toNanos() - 1)).isTrue();
    assertThat(entry.satisfies(HELLO.ttl(minute).exchange(), minute.toNanos())).isFalse();
    assertThat(entry.satisfies(HELLO.exchange(), minute.toNanos())).isTrue();
  }

  @Test
  void weighsTextsAndBytes() {
    Entry small = entry(HELLO, Tier.BUDGET, 1);
    Entry large =
        new Entry(Asking.served("a".repeat(10_000)), Wishes.of(HELLO.exchange()), Duration.ZERO, 0);

    assertThat(large.weight() - small.weight()).isBetween(29_000, 31_000);
  }

  private static boolean serves(Asking maker, @Nullable Tier tier, double pass, Asking caller) {
    return entry(maker, tier, pass).satisfies(caller.exchange(), 0);
  }

  private static Entry entry(Asking maker, @Nullable Tier tier, double pass) {
    return new Entry(
        Asking.served(Asking.answer("Hi", "stop"), tier, pass),
        Wishes.of(maker.exchange()),
        Duration.ofHours(1),
        0);
  }
}
