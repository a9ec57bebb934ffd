package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.cascade.FakeStream.End;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.Answers;
import dev.sluice.gateway.quality.Comparison;
import dev.sluice.gateway.quality.HardChecks;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.quality.Verdict;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CascadeTest {

  private static final String JSON_MODE = "\"response_format\":{\"type\":\"json_object\"}";
  private static final List<RouteStep> COMPARING =
      List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large"));

  private final FakePaidCall calls = new FakePaidCall();
  private final List<String> events = new ArrayList<>();
  private Sample sample = new Sample().body(Sample.chat("auto", "a question", JSON_MODE));
  private final Budgets budgets = new Budgets(InstantSource.system());
  private QualityGate gate = new HardChecks();

  // One answer after the other

  @Test
  void servesTheFirstAnswerThatPasses() throws InterruptedException {
    calls.says("small", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:accept");
    assertThat(x.servedModel()).isEqualTo("small");
    assertThat(x.servedTier()).isEqualTo(Tier.BUDGET);
    assertThat(content(x)).isEqualTo("{}");
    assertThat(pass(x)).isEqualTo(1);
    assertThat(kinds(x)).containsExactly(Attempt.Kind.ANSWER);
    assertThat(events).containsExactly("general starts budget");
  }

  @Test
  void escalatesWhenTheGateRefuses() throws InterruptedException {
    calls.says("small", "no json").says("middle", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:accept");
    assertThat(x.servedModel()).isEqualTo("middle");
    assertThat(kinds(x)).containsExactly(Attempt.Kind.DRAFT, Attempt.Kind.ANSWER);
    assertThat(events).containsExactly("general starts budget", "budget to standard: format");
  }

  @Test
  void acceptsWhateverTheLastStepSays() throws InterruptedException {
    calls.says("small", "a").says("middle", "b").says("large", "c");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:reject(format),large:accept");
    assertThat(content(x)).isEqualTo("c");
    assertThat(pass(x)).isZero();
    assertThat(kinds(x))
        .containsExactly(Attempt.Kind.DRAFT, Attempt.Kind.DRAFT, Attempt.Kind.ANSWER);
  }

  @Test
  void goesOnAfterAFailureWithoutCallingItAnEscalation() throws InterruptedException {
    calls.fails("small", FailureKind.SERVER_ERROR).says("middle", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:error,middle:accept");
    assertThat(events).containsExactly("general starts budget");
  }

  @Test
  void goesOnWhenAStepDoesNotTakeTheRequest() throws InterruptedException {
    calls.fails("small", refusal(413, "too long")).says("middle", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:error,middle:accept");
  }

  @Test
  void answersWithTheLastStepsError() throws InterruptedException {
    calls
        .fails("small", refusal(400, "first"))
        .fails("middle", FailureKind.CONNECT)
        .fails("large", refusal(422, "last"));

    ApiError error = error(sample.planned());

    assertThat(error.status()).isEqualTo(422);
    assertThat(error.message()).isEqualTo("last");
  }

  @Test
  void servesARefusedAnswerRatherThanAnError() throws InterruptedException {
    calls
        .says("small", "no json")
        .fails("middle", FailureKind.SERVER_ERROR)
        .fails("large", FailureKind.RATE_LIMITED);

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:error,large:error");
    assertThat(x.servedModel()).isEqualTo("small");
    assertThat(kinds(x))
        .containsExactly(Attempt.Kind.ANSWER, Attempt.Kind.DRAFT, Attempt.Kind.DRAFT);
  }

  @Test
  void stopsWhenTheClientLeft() throws InterruptedException {
    calls.fails("small", FailureKind.CANCELLED);

    error(sample.planned());

    assertThat(calls.asked()).containsExactly("small");
  }

  @Test
  void leavesOnlyDraftsWhenItIsInterruptedOnTheWayUp() {
    calls
        .says("small", "no json")
        .when(
            "middle",
            (x, m, purse) -> {
              throw new InterruptedException();
            });
    Exchange x = sample.planned();

    assertThatThrownBy(() -> apply(x)).isInstanceOf(InterruptedException.class);

    assertThat(kinds(x)).containsExactly(Attempt.Kind.DRAFT);
  }

  @Test
  void movesTheThresholdWithTheWantedQuality() throws InterruptedException {
    gate = scoring(_ -> 0.7);
    calls.says("small", "a").says("middle", "b").says("large", "c");

    Exchange usual = run(sample.planned());
    Exchange cheap = run(sample.options(o -> o.quality(0.1)).planned());

    assertThat(usual.trace()).isEqualTo("small:reject(score),middle:reject(score),large:accept");
    assertThat(cheap.trace()).isEqualTo("small:accept");
    assertThat(pass(cheap)).isEqualTo(0.7);
  }

  // Money

  @Test
  void servesTheBestSoFarWhenTheMoneyIsSpent() throws InterruptedException {
    calls
        .costs("small", "0.01", "no json")
        .costs("middle", "0.02", "no json either")
        .costs("large", "9", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:reject(format),large:budget");
    assertThat(x.servedModel()).isEqualTo("middle");
    assertThat(events).containsExactly("general starts budget", "budget to standard: format");
  }

  @Test
  void prefersTheHigherProbabilityToTheLaterAnswer() throws InterruptedException {
    gate = scoring(answer -> answer.content().equals("good") ? 0.7 : 0.3);
    calls.says("small", "good").says("middle", "bad").costs("large", "9", "x");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).endsWith("large:budget");
    assertThat(x.servedModel()).isEqualTo("small");
  }

  @Test
  void passesOverAStepThatIsTooDear() throws InterruptedException {
    calls.costs("large", "9", "x").costs("small", "0.01", "{}");

    Exchange x = run(sample.planned(Sample.asks("large", "small")));

    assertThat(x.trace()).isEqualTo("large:budget,small:accept");
  }

  @Test
  void servesTheBestSoFarWhenTheKeysBudgetEnds() throws InterruptedException {
    sample.caller(withBudget("0.001"));
    calls
        .costs("small", "0.0005", "no json")
        .costs("middle", "0.4", "{}")
        .costs("large", "0.4", "{}");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:budget,large:budget");
    assertThat(x.servedModel()).isEqualTo("small");
  }

  @Test
  void saysThatTheKeysBudgetIsSpentWhenThereIsNoAnswer() throws InterruptedException {
    sample.caller(withBudget("0.001"));
    calls.costs("small", "0.4", "{}").costs("middle", "0.4", "{}").costs("large", "0.4", "{}");

    ApiError spent = error(sample.planned());
    assertThat(spent.status()).isEqualTo(429);
    assertThat(spent.code()).isEqualTo("insufficient_quota");
    assertThat(spent.shouldRetry()).isFalse();
  }

  private static Caller withBudget(String day) {
    KeyLimits.Budget budget = new KeyLimits.Budget(Usd.parse(day), null, null);
    KeyLimits limits = new KeyLimits(List.of(), null, null, null, null, budget, false, null, null);
    return new Caller("k", null, limits, KeyLimits.NONE, false);
  }

  @Test
  void refusesWhatNothingInTheCapCanAnswer() throws InterruptedException {
    calls.costs("small", "0.3", "{}").costs("middle", "0.3", "{}").costs("large", "0.3", "{}");

    ApiError error = error(sample.options(o -> o.maxCost("0.001")).planned());

    assertThat(error.status()).isEqualTo(402);
    assertThat(error.code()).isEqualTo("budget_exceeded");
    assertThat(error.shouldRetry()).isFalse();
  }

  @Test
  void capsOnlyRoutedRequestsByConfiguration() throws InterruptedException {
    calls.costs("middle", "9", "dear");

    Exchange named = run(sample.body(Sample.chat("middle", "hi")).planned());
    ApiError capped = error(sample.options(o -> o.maxCost("8")).planned());

    assertThat(content(named)).isEqualTo("dear");
    assertThat(capped.code()).isEqualTo("budget_exceeded");
  }

  // Two at once

  @Test
  void servesTheSecondOfTwoThatAgree() throws InterruptedException {
    reasoning();
    calls.says("small", "It makes 42.").says("middle", "42");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:agree");
    assertThat(x.servedModel()).isEqualTo("middle");
    assertThat(x.attempts()).hasSize(2);
    assertThat(kinds(x)).containsExactlyInAnyOrder(Attempt.Kind.ANSWER, Attempt.Kind.DRAFT);
  }

  @Test
  void goesOnWhereTwoDisagree() throws InterruptedException {
    reasoning();
    calls.says("small", "41").says("middle", "42").says("large", "43");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:reject(disagree),large:accept");
    assertThat(events)
        .containsExactly("complex_reasoning starts standard", "standard to premium: disagree");
  }

  @Test
  void takesAFailureForDisagreement() throws InterruptedException {
    reasoning();
    calls.fails("small", FailureKind.CONNECT).says("middle", "42").says("large", "43");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:reject(disagree),large:accept");
  }

  @Test
  void goesOnWhereBothFail() throws InterruptedException {
    reasoning();
    calls
        .fails("small", FailureKind.CONNECT)
        .fails("middle", FailureKind.CONNECT)
        .says("large", "43");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:error,large:accept");
  }

  @Test
  void servesWhatThereIsWhereTheComparingStepIsTheLast() throws InterruptedException {
    reasoning();
    List<RouteStep> only = List.of(new RouteStep.Agree("small", "middle"));
    calls.says("small", "41").says("middle", "42");

    Exchange disagreed = run(sample.planned(only));
    calls.fails("middle", FailureKind.CONNECT);
    Exchange alone = run(sample.planned(only));

    assertThat(disagreed.trace()).isEqualTo("small+middle:accept");
    assertThat(disagreed.servedModel()).isEqualTo("middle");
    assertThat(pass(disagreed)).isLessThan(0.01);
    assertThat(alone.servedModel()).isEqualTo("small");
  }

  @Test
  void asksInTurnWhereTheCallerLeansToCheapAnswers() throws InterruptedException {
    reasoning();
    gate = scoring(answer -> answer.content().equals("as good as it gets") ? 0.9 : 0.2);
    calls.says("small", "as good as it gets").says("middle", "x").says("large", "y");

    Exchange cheap = run(sample.options(o -> o.quality(0.4)).planned(COMPARING));
    List<String> askedCheaply = List.copyOf(calls.asked());
    Exchange usual = run(sample.options(o -> o.quality(0.5)).planned(COMPARING));

    assertThat(askedCheaply).containsExactly("small");
    assertThat(cheap.trace()).isEqualTo("small:accept");
    assertThat(calls.asked()).contains("middle");
    assertThat(usual.servedModel()).isEqualTo("small");
  }

  @Test
  void servesADraftRatherThanAnEmptyLastAnswer() throws InterruptedException {
    gate = scoring(answer -> answer.content().isEmpty() ? 0 : 0.3);
    calls.says("small", "a").says("middle", "b").says("large", "");

    Exchange x = run(sample.planned());

    assertThat(x.trace()).endsWith("large:reject(score)");
    assertThat(x.servedModel()).isEqualTo("middle");
  }

  @Test
  void servesTheFirstOfTwoWhereTheSecondFailsACheck() throws InterruptedException {
    sample = sample.task(TaskType.COMPLEX_REASONING);
    calls.says("small", "{\"a\":1}").says("middle", "```json\n{\"a\":1}\n```");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:agree");
    assertThat(x.servedModel()).isEqualTo("small");
  }

  @Test
  void refusesTwoThatAgreeOnNonsense() throws InterruptedException {
    sample = sample.task(TaskType.COMPLEX_REASONING);
    calls.says("small", "42").says("middle", "42").says("large", "{}");

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:reject(format),large:accept");
  }

  @Test
  void asksBothAtTheSameTime() throws InterruptedException {
    reasoning();
    CountDownLatch both = new CountDownLatch(2);
    for (String model : List.of("small", "middle")) {
      calls.when(
          model,
          (x, m, _) -> {
            both.countDown();
            both.await();
            return new Paid.Answered(Answers.said("42"), FakePaidCall.settled(x, m));
          });
    }

    Exchange x = run(sample.planned(COMPARING));

    assertThat(x.trace()).isEqualTo("small+middle:agree");
  }

  @Test
  void interruptsBothWhenTheClientLeaves() {
    reasoning();
    CountDownLatch asked = new CountDownLatch(1);
    AtomicBoolean told = new AtomicBoolean();
    calls.when(
        "small",
        (_, _, _) -> {
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            told.set(true);
            throw e;
          }
          throw new AssertionError("never");
        });
    calls.when(
        "middle",
        (_, _, _) -> {
          asked.await();
          throw new InterruptedException();
        });

    assertThatThrownBy(() -> run(sample.planned(COMPARING)))
        .isInstanceOf(InterruptedException.class);

    assertThat(told).isTrue();
  }

  // Streams

  @Test
  void forwardsALiveStreamFromTheFirstStepThatOpens() throws InterruptedException {
    FakeStream stream = new FakeStream(End.OPEN, "Hel");
    calls.fails("small", FailureKind.CONNECT).streams("middle", stream);
    Exchange x = streaming(StreamMode.DIRECT).planned();

    Step step = apply(x);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Forwarded.class,
            forwarded -> {
              assertThat(forwarded.opened().stream()).isSameAs(stream);
              assertThat(forwarded.attempt().state()).isEqualTo(Attempt.State.OPEN);
            });
    assertThat(stream.wasStarted()).isFalse();
    assertThat(x.trace()).isEqualTo("small:error,middle:accept");
    assertThat(x.servedModel()).isEqualTo("middle");
    assertThat(kinds(x)).containsExactly(Attempt.Kind.DRAFT, Attempt.Kind.ANSWER);
  }

  @Test
  void sendsALiveStreamToTheModelThatAComparingStepWouldServe() throws InterruptedException {
    calls.streams("middle", new FakeStream(End.OPEN));

    Exchange x = streaming(StreamMode.DIRECT).planned(COMPARING);
    apply(x);

    assertThat(calls.asked()).containsExactly("middle");
  }

  @Test
  void readsABufferedStreamWholeAndJudgesIt() throws InterruptedException {
    calls
        .streams("small", new FakeStream(End.CLEAN, "no", " json", "stop", "usage"))
        .streams("middle", new FakeStream(End.CUT, "{"))
        .streams("large", new FakeStream(End.CLEAN, "{", "}", "stop", "usage"));

    Exchange x = run(streaming(StreamMode.BUFFERED).planned());

    assertThat(x.trace()).isEqualTo("small:reject(format),middle:error,large:accept");
    assertThat(content(x)).isEqualTo("{}");
    assertThat(x.attempts()).noneMatch(attempt -> attempt.state() == Attempt.State.OPEN);
  }

  @Test
  void answersAStreamWhoseProviderSentItWhole() throws InterruptedException {
    calls.says("small", "{}");

    Exchange x = run(streaming(StreamMode.DIRECT).planned());

    assertThat(content(x)).isEqualTo("{}");
  }

  @Test
  void readsAStreamThatNobodyAskedFor() throws InterruptedException {
    calls.streams("middle", new FakeStream(End.CLEAN, "Hello", "stop", "usage"));

    Exchange x = run(sample.body(Sample.chat("middle", "hi")).planned());

    assertThat(content(x)).isEqualTo("Hello");
  }

  // What is not routed

  @Test
  void doesNotJudgeAnExplicitModel() throws InterruptedException {
    calls.says("middle", "no json");

    Exchange x = run(sample.body(Sample.chat("middle", "hi", JSON_MODE)).planned());

    assertThat(x.trace()).isEqualTo("middle:accept");
    assertThat(x.servedTier()).isNull();
    assertThat(pass(x)).isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  void showsTheTierOfANamedTier() throws InterruptedException {
    calls.says("large", "x");

    Exchange x = run(sample.body(Sample.chat("tier:premium", "hi")).planned());

    assertThat(x.servedTier()).isEqualTo(Tier.PREMIUM);
  }

  @Test
  void relaysWhatIsNoChat() throws InterruptedException {
    calls.relays("middle", "{\"data\":[]}");
    Exchange x =
        sample
            .operation(Operation.EMBEDDING)
            .body("{\"model\":\"middle\",\"input\":\"x\"}")
            .planned();

    Step step = apply(x);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Relayed.class,
            relayed ->
                assertThat(relayed.whole().body())
                    .isEqualTo("{\"data\":[]}".getBytes(StandardCharsets.UTF_8)));
    assertThat(x.servedModel()).isEqualTo("middle");
  }

  private void reasoning() {
    sample = new Sample().task(TaskType.COMPLEX_REASONING);
  }

  private Sample streaming(StreamMode mode) {
    return sample
        .body(Sample.chat("auto", "a question", JSON_MODE, "\"stream\":true"))
        .options(o -> o.stream(mode));
  }

  private Step apply(Exchange x) throws InterruptedException {
    AnswerBounds bounds = new AnswerBounds(LengthBound.NONE);
    StreamTape tape = new StreamTape(bounds, FakeFold::new, Duration.ofMinutes(1), 1_000);
    CommitPoint commit = new CommitPoint(FakeFold::new, Duration.ofMinutes(1));
    Cascade.Streams streams = new Cascade.Streams(bounds, tape, commit);
    return new Cascade(calls, gate, budgets, new Listening(), streams).apply(x);
  }

  private Exchange run(Exchange x) throws InterruptedException {
    assertThat(apply(x)).isInstanceOf(Step.Answered.class);
    return x;
  }

  private ApiError error(Exchange x) throws InterruptedException {
    Step step = apply(x);
    assertThat(step).isInstanceOf(Step.Rejected.class);
    assertThat(x.servedModel()).isNull();
    return ((Step.Rejected) step).error();
  }

  private static String content(Exchange x) {
    return served(x).answer().content();
  }

  private static double pass(Exchange x) {
    return served(x).pass();
  }

  private static Served served(Exchange x) {
    return Objects.requireNonNull(x.served());
  }

  private static List<Attempt.Kind> kinds(Exchange x) {
    return x.attempts().stream().map(Attempt::kind).toList();
  }

  private static UpstreamFailure refusal(int status, String message) {
    byte[] body = "{\"error\":\"%s\"}".formatted(message).getBytes(StandardCharsets.UTF_8);
    return new UpstreamFailure(
        FailureKind.BAD_REQUEST, status, "", new UpstreamFailure.ErrorText(body), null, true);
  }

  private final class Listening implements CascadeEvents {
    @Override
    public void decided(TaskType task, Tier tier) {
      events.add(task.wireName() + " starts " + tier.wireName());
    }

    @Override
    public void escalated(Tier from, Tier to, String reason) {
      events.add(from.wireName() + " to " + to.wireName() + ": " + reason);
    }
  }

  /// A gate that finds nothing wrong, but is only so sure.
  private static QualityGate scoring(ToDoubleFunction<Answer> pass) {
    return new QualityGate() {
      @Override
      public Verdict judge(Exchange x, Answer answer) {
        return new Verdict(pass.applyAsDouble(answer), null);
      }

      @Override
      public Comparison compare(Exchange x, Answer first, Answer second) {
        return new Comparison(false, judge(x, first), judge(x, second));
      }

      @Override
      public boolean promises(Exchange x, Answer first) {
        return !first.content().equals("as good as it gets");
      }
    };
  }
}
