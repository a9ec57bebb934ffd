package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.cascade.FakeStream.End;
import dev.sluice.gateway.chat.AnswerBytes;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.Verdict;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/// A stream never mixes two models, whatever the models do.
class OneModelPerStreamTest {

  private static final List<String> MODELS = List.of("small", "middle", "large");

  enum Deed {
    GOOD,
    BAD,
    CUT,
    BROKEN,
    REFUSES,
    TOO_DEAR
  }

  @Property
  void allBytesComeFromTheModelThatIsNamed(
      @ForAll @Size(3) List<Deed> deeds, @ForAll StreamMode mode, @ForAll boolean comparing)
      throws InterruptedException {
    FakePaidCall calls = new FakePaidCall();
    for (int i = 0; i < deeds.size(); i++) {
      tell(calls, MODELS.get(i), deeds.get(i));
    }
    Exchange x =
        new Sample()
            .body(Sample.chat("auto", "hi", "\"stream\":true"))
            .options(o -> o.stream(mode))
            .planned(
                comparing
                    ? List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large"))
                    : Sample.asks("small", "middle", "large"));

    Step step =
        new Cascade(
                calls,
                (_, answer) ->
                    answer.content().contains("bad") ? Verdict.bad("format") : Verdict.GOOD,
                new Budgets(InstantSource.system()),
                CascadeEvents.NONE,
                new StreamTape(FakeFold::new, Duration.ofMinutes(1), 1_000))
            .apply(x);

    String served = x.servedModel();
    switch (step) {
      case Step.Forwarded forwarded -> {
        assertThat(forwarded.attempt().model().id()).isEqualTo(served);
        assertThat(x.attempts())
            .filteredOn(a -> a.state() == Attempt.State.OPEN)
            .containsExactly(forwarded.attempt());
      }
      case Step.Answered answered -> {
        assertThat(((AnswerBytes.Events) answered.answer().bytes()).payloads())
            .isNotEmpty()
            .allSatisfy(payload ->
                assertThat(new String(payload, StandardCharsets.UTF_8)).startsWith(served));
        assertThat(x.attempts()).noneMatch(a -> a.state() == Attempt.State.OPEN);
      }
      case Step.Rejected _ -> assertThat(served).isNull();
      case Step.Relayed _ -> throw new AssertionError("no chat");
      case Step.Continue _ -> throw new AssertionError("no end");
    }
    assertThat(x.attempts())
        .filteredOn(a -> a.kind() == Attempt.Kind.ANSWER)
        .hasSize(step instanceof Step.Rejected ? 0 : 1);
  }

  private static void tell(FakePaidCall calls, String model, Deed deed) {
    switch (deed) {
      case GOOD ->
          calls.streams(model, new FakeStream(End.CLEAN, model + "1", model + "2", "stop"));
      case BAD -> calls.streams(model, new FakeStream(End.CLEAN, model + "bad", "stop", "usage"));
      case CUT -> calls.streams(model, new FakeStream(End.CUT, model + "1"));
      case BROKEN -> calls.streams(model, new FakeStream(End.OPEN, model + "1", "broken"));
      case REFUSES -> calls.fails(model, FailureKind.SERVER_ERROR);
      case TOO_DEAR -> calls.costs(model, "9", "x");
    }
  }
}
