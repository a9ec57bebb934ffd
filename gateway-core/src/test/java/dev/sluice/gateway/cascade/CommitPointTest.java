package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.cascade.CommitPoint.Outcome;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommitPointTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String REFUSAL =
      "I'm sorry, but as an AI language model I don't have access to the internet. ";

  private final CommitPoint commit = new CommitPoint(Fold::keeping, LONG);
  private final List<String> seen = new ArrayList<>();
  private Sample sample = bounded(20, Duration.ofSeconds(30));
  private Attempt attempt = new Sample().exchange().openAttempt(small(), Sample.PROVIDER);

  @Test
  void letsAStreamGoAtItsLastToken() throws InterruptedException {
    Chunks chunks = Chunks.saying("m", "abc ".repeat(30)).finish("stop").usage(60).done();
    ScriptedStream stream = ScriptedStream.of(chunks);

    Outcome outcome = hold(stream);

    assertThat(outcome).isInstanceOf(Outcome.Passed.class);
    assertThat(stream.delivered()).isEqualTo(21); // the role and twenty tokens
    assertThat(attempt.state()).isEqualTo(Attempt.State.OPEN);
    play(outcome);
    assertThat(seen).containsExactlyElementsOf(texts(chunks)).last().isEqualTo("end");
  }

  @Test
  void countsFourCharactersAsATokenWhereEventsAreLarge() throws InterruptedException {
    Chunks chunks = new Chunks("m").says("abc ".repeat(20)).says("more").finish("stop");
    ScriptedStream stream = ScriptedStream.of(chunks);

    hold(stream);

    assertThat(stream.delivered()).isEqualTo(2);
  }

  @Test
  void letsASlowStreamGoSomeTimeAfterItsFirstContent() throws InterruptedException {
    sample = bounded(20, Duration.ofMillis(1));
    Chunks chunks = Chunks.saying("m", "It is so").finish("stop");
    ScriptedStream stream = ScriptedStream.silentAfter(3, chunks);

    Outcome outcome = hold(stream);
    play(outcome);
    stream.wake();

    assertThat(seen).containsExactlyElementsOf(texts(chunks));
  }

  @Test
  void waitsForTheFirstContentHoweverLongThatTakes() throws InterruptedException {
    Chunks chunks = Chunks.saying("m", "Hello").finish("stop");
    ScriptedStream stream = ScriptedStream.silentAfter(1, chunks);
    AtomicInteger beats = new AtomicInteger();
    sample =
        bounded(20, Duration.ZERO)
            .client(() -> {
              if (beats.incrementAndGet() == 3) {
                stream.wake();
              }
            });

    Outcome outcome = new CommitPoint(Fold::keeping, Duration.ofMillis(1)).hold(x(), paid(stream));

    assertThat(beats).hasValue(3);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Whole.class, whole -> assertThat(whole.answer().content()).isEqualTo("Hello"));
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
  }

  @Test
  void handsBackWholeWhatEndsBeforeIt() throws InterruptedException {
    Outcome outcome =
        hold(ScriptedStream.of(Chunks.saying("m", "Hi there").finish("stop").usage(2).done()));

    assertThat(outcome).isInstanceOf(Outcome.Whole.class);
    assertThat(attempt.state()).isEqualTo(Attempt.State.SETTLED);
    assertThat(attempt.usage().output()).isEqualTo(2);
  }

  @Test
  void cancelsAStreamThatBeginsBadly() throws InterruptedException {
    ScriptedStream stream =
        ScriptedStream.of(Chunks.saying("m", REFUSAL.repeat(3)).finish("stop").done());

    Outcome outcome = hold(stream);

    assertThat(outcome).isEqualTo(new Outcome.Refused("refusal"));
    assertThat(stream.wasCancelled()).isTrue();
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
    assertThat(attempt.failure()).isEqualTo(FailureKind.CANCELLED);
    assertThat(attempt.usage().output()).isPositive();
  }

  @Test
  void failsAStreamThatBreaksBeforeIt() throws InterruptedException {
    Chunks some = Chunks.saying("m", "Hel lo");
    ScriptedStream broken = ScriptedStream.of(Chunks.saying("m", "Hello").error().says("x"));

    assertThat(kind(hold(new ScriptedStream(some.events(), true, -1)))).isEqualTo(FailureKind.CUT);
    assertThat(kind(hold(ScriptedStream.of(some)))).isEqualTo(FailureKind.CUT);
    assertThat(kind(hold(ScriptedStream.of(some.done())))).isEqualTo(FailureKind.CUT);
    assertThat(kind(hold(broken))).isEqualTo(FailureKind.CUT);
    assertThat(broken.wasCancelled()).isTrue();
  }

  @Test
  void passesOnWhatHappensBehindIt() throws InterruptedException {
    Chunks chunks = Chunks.saying("m", "abc ".repeat(30));
    ScriptedStream stream = new ScriptedStream(chunks.events(), true, -1);

    play(hold(stream));

    assertThat(seen).hasSize(chunks.events().size() + 1).last().isEqualTo("CUT");
  }

  @Test
  void keepsToItsReadersPauses() throws InterruptedException {
    ScriptedStream stream = ScriptedStream.of(Chunks.saying("m", "abc ".repeat(30)));
    Outcome outcome = hold(stream);
    UpstreamStream held = ((Outcome.Passed) outcome).opened().stream();

    held.pause();
    play(outcome);
    assertThat(seen).isEmpty();
    held.resume();

    assertThat(seen).last().isEqualTo("end");
    assertThatThrownBy(() -> play(outcome)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysNothingMoreOnceItsReaderGaveUp() throws InterruptedException {
    ScriptedStream stream = ScriptedStream.of(Chunks.saying("m", "abc ".repeat(30)));
    Outcome outcome = hold(stream);
    UpstreamStream held = ((Outcome.Passed) outcome).opened().stream();

    held.start(
        new Seeing() {
          @Override
          public void onData(byte[] data) {
            super.onData(data);
            held.cancel();
          }
        });

    assertThat(seen).hasSize(1);
    assertThat(stream.wasCancelled()).isTrue();
  }

  @Test
  void cancelsAndSettlesWhenInterrupted() {
    ScriptedStream stream = ScriptedStream.silentAfter(2, Chunks.saying("m", "Hello you"));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> hold(stream)).isInstanceOf(InterruptedException.class);

    assertThat(stream.wasCancelled()).isTrue();
    assertThat(attempt.failure()).isEqualTo(FailureKind.CANCELLED);
    assertThat(attempt.state()).isEqualTo(Attempt.State.ESTIMATED);
  }

  @Test
  void doesNotJudgeAStreamOfSeveralChoices() throws InterruptedException {
    sample.body(Sample.chat("auto", "hello", "\"stream\":true", "\"n\":2"));

    assertThat(hold(ScriptedStream.of(Chunks.saying("m", REFUSAL.repeat(3)))))
        .isInstanceOf(Outcome.Passed.class);
  }

  private Outcome hold(UpstreamStream stream) throws InterruptedException {
    return commit.hold(x(), paid(stream));
  }

  private Exchange x() {
    return sample.exchange();
  }

  private Paid.Streaming paid(UpstreamStream stream) {
    attempt = x().openAttempt(small(), Sample.PROVIDER);
    UpstreamResponse.Head head = new UpstreamResponse.Head(200, List.of(), 1);
    return new Paid.Streaming(new UpstreamResponse.Opened(head, true, stream), attempt);
  }

  private void play(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Passed.class);
    ((Outcome.Passed) outcome).opened().stream().start(new Seeing());
  }

  private static FailureKind kind(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).failure().kind();
  }

  private static ModelConfig small() {
    return Sample.model("small", Tier.BUDGET);
  }

  private static Sample bounded(int tokens, Duration after) {
    return new Sample().cascade(new CommitConfig(tokens, after), Map.of());
  }

  private static List<String> texts(Chunks chunks) {
    List<String> texts = new ArrayList<>();
    chunks.events().forEach(event -> texts.add(new String(event, StandardCharsets.UTF_8)));
    texts.add("end");
    return texts;
  }

  private class Seeing implements UpstreamStream.Sink {
    @Override
    public void onData(byte[] data) {
      seen.add(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void onEnd() {
      seen.add("end");
    }

    @Override
    public void onFailure(UpstreamFailure failure) {
      seen.add(failure.kind().name());
    }
  }
}
