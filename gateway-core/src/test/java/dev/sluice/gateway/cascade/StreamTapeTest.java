package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.cascade.FakeStream.End;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReplay;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class StreamTapeTest {

  private static final AnswerBounds NO_BOUNDS = new AnswerBounds(LengthBound.NONE);

  private final StreamTape tape =
      new StreamTape(NO_BOUNDS, FakeFold::new, Duration.ofMinutes(1), 1_000);
  private final Exchange x = new Sample().planned();
  private final Attempt attempt =
      x.openAttempt(Sample.model("small", Tier.BUDGET), Sample.PROVIDER);

  @Test
  void readsTheWholeAnswer() throws InterruptedException {
    Reply reply = read(new FakeStream(End.CLEAN, "Hel", "lo", "stop", "usage"));

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Spoken.class, spoken -> assertThat(spoken.answer().content()).isEqualTo("Hello"));
    assertThat(attempt.state()).isEqualTo(Attempt.State.SETTLED);
    assertThat(attempt.usage().output()).isEqualTo(3);
  }

  @Test
  void estimatesWhereNoUsageCame() throws InterruptedException {
    read(new FakeStream(End.CLEAN, "Hello you", "stop"));

    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
    assertThat(attempt.usage().output()).isEqualTo(3);
    assertThat(attempt.usage().input()).isPositive();
  }

  @Test
  void failsAStreamThatIsCut() throws InterruptedException {
    assertThat(kind(read(new FakeStream(End.CUT, "Hel")))).isEqualTo(FailureKind.CUT);
    assertThat(attempt.failure()).isEqualTo(FailureKind.CUT);
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
  }

  @Test
  void failsAStreamThatEndsWithoutFinishing() throws InterruptedException {
    assertThat(kind(read(new FakeStream(End.CLEAN, "Hel")))).isEqualTo(FailureKind.CUT);
  }

  @Test
  void failsAStreamThatEndsBetweenTwoChoices() throws InterruptedException {
    Exchange two = new Sample().body(Sample.chat("auto", "hello", "\"n\":2")).planned();

    assertThat(kind(tape.read(two, streaming(new FakeStream(End.CLEAN, "a", "stop")))))
        .isEqualTo(FailureKind.CUT);
    assertThat(tape.read(two, streaming(new FakeStream(End.CLEAN, "a", "stop", "b", "stop"))))
        .isInstanceOf(Reply.Spoken.class);
  }

  @Test
  void givesUpAfterAnErrorEvent() throws InterruptedException {
    FakeStream stream = new FakeStream(End.OPEN, "Hel", "broken");

    assertThat(kind(read(stream))).isEqualTo(FailureKind.CUT);
    assertThat(stream.wasCancelled()).isTrue();
  }

  @Test
  void givesUpOnAnAnswerThatIsTooLong() throws InterruptedException {
    FakeStream stream = new FakeStream(End.OPEN, "x".repeat(600), "y".repeat(600));

    assertThat(kind(read(stream))).isEqualTo(FailureKind.PROTOCOL);
    assertThat(stream.wasCancelled()).isTrue();
  }

  @Test
  void keepsTheClientAliveWhileItWaits() throws InterruptedException {
    FakeStream stream = new FakeStream(End.OPEN, "Hel");
    AtomicInteger beats = new AtomicInteger();
    Exchange waiting =
        new Sample()
            .client(() -> {
              if (beats.incrementAndGet() == 3) {
                stream.finish("lo", "stop");
              }
            })
            .planned();
    StreamTape hasty = new StreamTape(NO_BOUNDS, FakeFold::new, Duration.ofMillis(1), 1_000);

    Reply reply = hasty.read(waiting, streaming(stream));

    assertThat(reply).isInstanceOf(Reply.Spoken.class);
    assertThat(beats).hasValue(3);
  }

  @Test
  void cancelsAndSettlesWhenInterrupted() {
    FakeStream stream = new FakeStream(End.OPEN, "Hel");
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> read(stream)).isInstanceOf(InterruptedException.class);

    assertThat(stream.wasCancelled()).isTrue();
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
    assertThat(attempt.failure()).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void endsAnAnswerThatGoesOnBeyondItsBound() throws InterruptedException {
    StreamTape bounding =
        new StreamTape(
            new AnswerBounds((_, _) -> 10), Fold::keeping, Duration.ofMinutes(1), 1_000_000);
    ScriptedStream stream =
        ScriptedStream.of(Chunks.saying("m", "word ".repeat(30)).finish("stop").usage(30).done());

    Reply reply = bounding.read(x, streaming(stream));

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Spoken.class,
            spoken -> {
              Answer answer = spoken.answer();
              assertThat(answer.finishedWith("length")).isTrue();
              assertThat(answer.content()).startsWith("word word").hasSizeBetween(80, 90);
              assertThat(AnswerReplay.events(answer, true))
                  .last(InstanceOfAssertFactories.BYTE_ARRAY)
                  .asString(StandardCharsets.UTF_8)
                  .contains("\"id\":\"id-m\"", "\"finish_reason\":\"length\"");
            });
    assertThat(stream.wasCancelled()).isTrue();
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
    assertThat(attempt.usage().output()).isBetween(20L, 25L);
  }

  @Test
  void doesNotBoundAnAnswerOfSeveralChoices() throws InterruptedException {
    StreamTape bounding =
        new StreamTape(
            new AnswerBounds((_, _) -> 10), Fold::keeping, Duration.ofMinutes(1), 1_000_000);
    Exchange two = new Sample().body(Sample.chat("auto", "hello", "\"n\":2")).planned();
    ScriptedStream stream =
        ScriptedStream.of(Chunks.saying("m", "word ".repeat(30)).finish("stop").done());

    assertThat(bounding.read(two, streaming(stream))).isInstanceOf(Reply.Spoken.class);
    assertThat(stream.wasCancelled()).isFalse();
  }

  private Reply read(FakeStream stream) throws InterruptedException {
    return tape.read(x, streaming(stream));
  }

  private Paid.Streaming streaming(UpstreamStream stream) {
    UpstreamResponse.Head head = new UpstreamResponse.Head(200, List.of(), 1);
    return new Paid.Streaming(new UpstreamResponse.Opened(head, true, stream), attempt);
  }

  private static FailureKind kind(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).failure().kind();
  }
}
