package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.HardChecks;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Streams that are held up to a commit point of twenty tokens.
class LiveClimbTest {

  private static final String REFUSAL =
      "I'm sorry, but as an AI language model I don't have access to the internet.";
  private static final String LONG = "abc ".repeat(40);

  private final FakePaidCall calls = new FakePaidCall();
  private final List<String> events = new ArrayList<>();
  private final Sample sample =
      new Sample().cascade(new CommitConfig(20, Duration.ofSeconds(30)), Map.of());

  @Test
  void escalatesBeforeTheFirstByte() throws InterruptedException {
    ScriptedStream refusing = stream("small", (REFUSAL + " ").repeat(4));
    ScriptedStream good = stream("middle", LONG);
    calls.streams("small", refusing).streams("middle", good);

    Exchange x = sniffing();
    Step step = apply(x);

    assertThat(step).isInstanceOf(Step.Forwarded.class);
    assertThat(x.trace()).isEqualTo("small:reject(refusal),middle:accept");
    assertThat(x.servedModel()).isEqualTo("middle");
    assertThat(refusing.wasCancelled()).isTrue();
    assertThat(good.delivered()).isEqualTo(21);
    assertThat(kinds(x)).containsExactly(Attempt.Kind.DRAFT, Attempt.Kind.ANSWER);
    assertThat(events).containsExactly("budget to standard: refusal");
  }

  @Test
  void takesTheLastStepsStreamUnheld() throws InterruptedException {
    ScriptedStream last = stream("large", REFUSAL);
    calls
        .streams("small", stream("small", REFUSAL))
        .fails("middle", FailureKind.CONNECT)
        .streams("large", last);

    Exchange x = sniffing();

    assertThat(apply(x)).isInstanceOf(Step.Forwarded.class);
    assertThat(last.delivered()).isZero();
    assertThat(x.trace()).isEqualTo("small:reject(refusal),middle:error,large:accept");
    assertThat(events).containsExactly("budget to standard: refusal");
  }

  @Test
  void judgesAStreamThatEndsBeforeTheCommitPointWhole() throws InterruptedException {
    calls.streams("small", stream("small", "")).streams("middle", stream("middle", "It is 4."));

    Exchange x = sniffing();

    assertThat(apply(x)).isInstanceOf(Step.Answered.class);
    assertThat(x.trace()).isEqualTo("small:reject(empty),middle:accept");
    assertThat(Objects.requireNonNull(x.served()).answer().content()).isEqualTo("It is 4.");
    assertThat(x.attempts()).noneMatch(attempt -> attempt.state() == Attempt.State.OPEN);
  }

  @Test
  void servesARefusalForSafetyAsItStands() throws InterruptedException {
    calls.streams("small", stream("small", "I'm sorry, but I can't help with that. " + LONG));

    Exchange x = sniffing();
    apply(x);

    assertThat(x.trace()).isEqualTo("small:accept");
  }

  @Test
  void goesOnWhenAStreamBreaksBeforeTheCommitPoint() throws InterruptedException {
    calls
        .streams("small", ScriptedStream.of(Chunks.saying("small", "Hel").error()))
        .streams("middle", new ScriptedStream(Chunks.saying("middle", "Hi").events(), true, -1))
        .streams("large", stream("large", LONG));

    Exchange x = sniffing();
    apply(x);

    assertThat(x.trace()).isEqualTo("small:error,middle:error,large:accept");
    assertThat(events).isEmpty();
  }

  @Test
  void servesARefusedWholeAnswerRatherThanAnError() throws InterruptedException {
    calls
        .streams("small", stream("small", REFUSAL))
        .fails("middle", FailureKind.CONNECT)
        .fails("large", FailureKind.RATE_LIMITED);

    Exchange x = sniffing();

    assertThat(apply(x)).isInstanceOf(Step.Answered.class);
    assertThat(x.servedModel()).isEqualTo("small");
    assertThat(x.trace()).isEqualTo("small:reject(refusal),middle:error,large:error");
  }

  @Test
  void answersWithAnErrorWhereNothingIsLeftToServe() throws InterruptedException {
    calls
        .streams("small", stream("small", (REFUSAL + " ").repeat(4)))
        .fails("middle", FailureKind.CONNECT)
        .fails("large", FailureKind.RATE_LIMITED);

    Exchange x = sniffing();
    Step step = apply(x);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Rejected.class,
            rejected -> assertThat(rejected.error()).extracting(ApiError::status).isEqualTo(429));
    assertThat(kinds(x)).containsOnly(Attempt.Kind.DRAFT);
  }

  @Test
  void judgesWhatCameWholeAlthoughAStreamWasAsked() throws InterruptedException {
    calls.says("small", REFUSAL).says("middle", "It is 4.");

    Exchange x = sniffing();
    apply(x);

    assertThat(x.trace()).isEqualTo("small:reject(refusal),middle:accept");
  }

  @Test
  void holdsTheOneThatAComparingStepWouldServe() throws InterruptedException {
    calls
        .streams("middle", stream("middle", (REFUSAL + " ").repeat(4)))
        .streams("large", stream("large", LONG));
    Exchange x =
        streaming(StreamMode.SNIFF)
            .planned(List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")));

    apply(x);

    assertThat(calls.asked()).containsExactly("middle", "large");
    assertThat(x.trace()).isEqualTo("middle:reject(refusal),large:accept");
  }

  @Test
  void holdsByItselfWhatNeedsNotBeReadWhole() throws InterruptedException {
    ScriptedStream good = stream("small", LONG);
    calls.streams("small", good);

    assertThat(apply(streaming(StreamMode.AUTO).planned())).isInstanceOf(Step.Forwarded.class);
    assertThat(good.delivered()).isEqualTo(21);
  }

  @Test
  void holdsNothingThatWasNamed() throws InterruptedException {
    for (String name : List.of("small", "tier:budget")) {
      ScriptedStream stream = stream("small", REFUSAL);
      calls.streams("small", stream);
      Exchange x =
          new Sample()
              .body(Sample.chat(name, "hi", "\"stream\":true"))
              .options(o -> o.stream(StreamMode.SNIFF))
              .planned();

      assertThat(apply(x)).isInstanceOf(Step.Forwarded.class);
      assertThat(stream.delivered()).isZero();
    }
  }

  @Test
  void keepsTheClientAliveOnlyWhileAModelThatHasBegunIsWaitedFor() throws InterruptedException {
    for (StreamMode mode : List.of(StreamMode.SNIFF, StreamMode.BUFFERED)) {
      List<String> order = new ArrayList<>();
      ScriptedStream slow = ScriptedStream.silentAfter(1, refusing("small"));
      calls.when(
          "small",
          (x, m, purse) -> {
            order.add("small asked");
            return new FakePaidCall().streams("small", slow).ask(x, m, purse);
          });
      calls.when(
          "middle",
          (x, m, purse) -> {
            order.add("middle asked");
            return new FakePaidCall().says("middle", "4").ask(x, m, purse);
          });
      Exchange x =
          streaming(mode)
              .client(() -> {
                order.add("beat");
                slow.wake();
              })
              .planned();
      AnswerBounds bounds = new AnswerBounds(LengthBound.NONE);
      Duration beat = Duration.ofMillis(1);

      apply(
          x,
          new Cascade.Streams(
              bounds,
              new StreamTape(bounds, Fold::keeping, beat, 1_000_000),
              new CommitPoint(Fold::keeping, beat)));

      assertThat(order).containsExactly("small asked", "beat", "middle asked");
    }
  }

  private static Chunks refusing(String model) {
    return Chunks.saying(model, REFUSAL).finish("stop").done();
  }

  private static ScriptedStream stream(String model, String text) {
    return ScriptedStream.of(Chunks.saying(model, text).finish("stop").usage(7).done());
  }

  private Exchange sniffing() {
    return streaming(StreamMode.SNIFF).planned();
  }

  private Sample streaming(StreamMode mode) {
    return sample.body(Sample.chat("auto", "hi", "\"stream\":true")).options(o -> o.stream(mode));
  }

  private Step apply(Exchange x) throws InterruptedException {
    return apply(x, Cascade.Streams.of(new AnswerBounds(LengthBound.NONE)));
  }

  private Step apply(Exchange x, Cascade.Streams streams) throws InterruptedException {
    Budgets budgets = new Budgets(InstantSource.system());
    return new Cascade(calls, new HardChecks(), budgets, new Listening(), streams).apply(x);
  }

  private static List<Attempt.Kind> kinds(Exchange x) {
    return x.attempts().stream().map(Attempt::kind).toList();
  }

  private final class Listening implements CascadeEvents {
    @Override
    public void decided(TaskType task, Tier tier) {}

    @Override
    public void escalated(Tier from, Tier to, String reason) {
      events.add(from.wireName() + " to " + to.wireName() + ": " + reason);
    }
  }
}
