package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.Answers;
import dev.sluice.gateway.quality.HardChecks;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Answers that reach the bound on their length, under one of 50 tokens for the budget tier.
class RunawayTest {

  private final FakePaidCall calls = new FakePaidCall();
  private final Sample sample = new Sample().cascade(CommitConfig.DEFAULT, Map.of(Tier.BUDGET, 50));

  @Test
  void asksWithTheBoundAndGoesOnWhereItIsReached() throws InterruptedException {
    ends("small", "length", new Usage(9, 0, 0, 50, 0));
    calls.says("middle", "42");

    Exchange x = answered(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(runaway),middle:accept");
    assertThat(calls.bound("small")).isEqualTo(50);
    assertThat(calls.bound("middle")).isZero();
    assertThat(x.attempts().getFirst().kind()).isEqualTo(Attempt.Kind.DRAFT);
  }

  @Test
  void takesALengthWithoutUsageForTheBound() throws InterruptedException {
    ends("small", "length", null);
    calls.says("middle", "42");

    assertThat(answered(sample.planned()).trace()).isEqualTo("small:reject(runaway),middle:accept");
  }

  @Test
  void leavesWhatTheProviderCutToTheGate() throws InterruptedException {
    ends("small", "length", new Usage(9, 0, 0, 20, 0));
    calls.says("middle", "42");

    assertThat(answered(sample.planned()).trace()).isEqualTo("small:reject(length),middle:accept");
  }

  @Test
  void leavesWhatTheClientCutToTheClient() throws InterruptedException {
    ends("small", "length", new Usage(9, 0, 0, 30, 0));

    Exchange x = answered(sample.body(Sample.chat("auto", "hi", "\"max_tokens\":30")).planned());

    assertThat(x.trace()).isEqualTo("small:accept");
    assertThat(calls.bound("small")).isZero();
  }

  @Test
  void servesARunawayWhereAllLaterStepsFail() throws InterruptedException {
    ends("small", "length", new Usage(9, 0, 0, 50, 0));
    calls.fails("middle", FailureKind.SERVER_ERROR).fails("large", FailureKind.RATE_LIMITED);

    Exchange x = answered(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(runaway),middle:error,large:error");
    assertThat(x.servedModel()).isEqualTo("small");
    assertThat(served(x).pass()).isZero();
  }

  @Test
  void prefersTheOtherOfTwoWhereOneRanAway() throws InterruptedException {
    ends("small", "length", new Usage(9, 0, 0, 50, 0));
    calls.says("middle", "42").says("large", "43");

    Exchange x =
        answered(
            sample.planned(
                List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large"))));

    assertThat(x.servedModel()).isIn("middle", "large");
  }

  @Test
  void endsAStreamThatIsReadWholeAndRunsAway() throws InterruptedException {
    ScriptedStream endless = ScriptedStream.of(Chunks.saying("small", "word ".repeat(200)));
    calls
        .streams("small", endless)
        .streams("middle", ScriptedStream.of(Chunks.saying("middle", "42").finish("stop").done()));

    Exchange x = answered(streaming(StreamMode.BUFFERED).planned());

    assertThat(x.trace()).isEqualTo("small:reject(runaway),middle:accept");
    assertThat(endless.wasCancelled()).isTrue();
    assertThat(served(x).answer().content()).isEqualTo("42");
  }

  @Test
  void doesNotBoundAStreamThatGoesOutAsItComes() throws InterruptedException {
    for (StreamMode mode : List.of(StreamMode.DIRECT, StreamMode.SNIFF)) {
      calls.streams("small", ScriptedStream.of(Chunks.saying("small", "word ".repeat(200))));
      assertThat(apply(streaming(mode).planned())).isInstanceOf(Step.Forwarded.class);
      assertThat(calls.bound("small")).isZero();
    }
  }

  private void ends(String model, String reason, @Nullable Usage usage) {
    calls.when(
        model,
        (x, m, _) -> {
          Attempt attempt = x.openAttempt(m, Sample.PROVIDER);
          attempt.settle(Settlement.whole(usage, x.request(), 40), x.nanoTime());
          return new Paid.Answered(Answers.finished("It is", reason, usage), attempt);
        });
  }

  private Sample streaming(StreamMode mode) {
    return sample.body(Sample.chat("auto", "hi", "\"stream\":true")).options(o -> o.stream(mode));
  }

  private Step apply(Exchange x) throws InterruptedException {
    Budgets budgets = new Budgets(InstantSource.system());
    return new Cascade(calls, new HardChecks(), budgets, CascadeEvents.NONE).apply(x);
  }

  private Exchange answered(Exchange x) throws InterruptedException {
    assertThat(apply(x)).isInstanceOf(Step.Answered.class);
    return x;
  }

  private static Served served(Exchange x) {
    return Objects.requireNonNull(x.served());
  }
}
