package dev.sluice.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.SetClock;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitCallerTest {

  private static final Caller CALLER =
      new Caller(
          "k",
          null,
          new KeyLimits(
              List.of(), null, 2L, 10_000L, null, KeyLimits.Budget.NONE, false, null, null),
          KeyLimits.NONE,
          false);

  private final Budgets budgets = new Budgets(new SetClock("2026-11-24T12:00:00Z"));
  private final LimitCaller limit = new LimitCaller(new CallerLimits(budgets, () -> 0));
  private final ReleaseCaller release = new ReleaseCaller();
  private final Sample sample = new Sample().caller(CALLER);

  @Test
  void estimatesAQuarterOfTheBytesAndTheBoundOnTheAnswer() {
    Exchange bounded =
        sample
            .body(Sample.chat("auto", "x".repeat(400), "\"max_tokens\":50", "\"n\":2"))
            .exchange();
    Exchange unbounded = sample.body(Sample.chat("auto", "hi")).exchange();
    Exchange vectors =
        sample.operation(Operation.EMBEDDING).body("{\"model\":\"m\",\"input\":\"x\"}").exchange();

    assertThat(LimitCaller.estimate(bounded)).isBetween(200L, 240L);
    assertThat(LimitCaller.estimate(unbounded)).isBetween(256L, 290L);
    assertThat(LimitCaller.estimate(vectors)).isLessThan(10);
  }

  @Test
  void rejectsBeyondTheLimitAndSaysHowThingsStand() {
    assertThat(limit.apply(sample.exchange())).isEqualTo(Step.CONTINUE);
    assertThat(limit.apply(sample.exchange())).isEqualTo(Step.CONTINUE);
    Exchange x = sample.exchange();

    Step step = limit.apply(x);

    assertThat(step).isInstanceOf(Step.Rejected.class);
    assertThat(x.allowance().requests())
        .isNotNull()
        .satisfies(rate -> assertThat(rate.remaining()).isZero());
    release.observe(x, new Outcome(Outcome.Kind.REJECTED, 429));
  }

  @Test
  void countsTheTokensOfTheAnswerThatWasServed() {
    Exchange x = sample.exchange();
    limit.apply(x);
    attempt(x, Attempt.Kind.DRAFT, new Usage(1000, 0, 0, 1000, 0));
    attempt(x, Attempt.Kind.ANSWER, new Usage(10, 20, 30, 5, 7));

    release.observe(x, new Outcome(Outcome.Kind.OK, 200));

    Exchange next = sample.exchange();
    limit.apply(next);
    assertThat(tokensLeft(next)).isEqualTo(10_000 - 72 - LimitCaller.estimate(next));
  }

  @Test
  void storedAnswerUsesNoTokens() {
    Exchange x = sample.exchange();
    limit.apply(x);

    release.observe(x, new Outcome(Outcome.Kind.OK, 200));

    Exchange next = sample.exchange();
    limit.apply(next);
    assertThat(tokensLeft(next)).isEqualTo(10_000 - LimitCaller.estimate(next));
  }

  private static void attempt(Exchange x, Attempt.Kind kind, Usage usage) {
    Attempt attempt = x.openAttempt(Sample.model("small", Tier.BUDGET), Sample.PROVIDER);
    attempt.markAs(kind);
    attempt.settle(new Settlement(Attempt.State.SETTLED, usage), 1);
  }

  private static long tokensLeft(Exchange x) {
    Allowance.Rate rate = x.allowance().tokens();
    return rate == null ? -1 : rate.remaining();
  }
}
