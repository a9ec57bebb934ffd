package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.path.Outcome;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.wire.Ask;
import dev.sluice.server.wire.Ending;
import dev.sluice.server.wire.Http2Wire;
import dev.sluice.server.wire.Turn;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class Http2ConnectionTest {

  private static final Duration SOON = Duration.ofMillis(100);

  @Test
  void answersManyRequestsAtOnceInAnyOrder() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    FakeGateway.Waiting firstWaits =
        x -> {
          if (String.valueOf(x.request().json("messages")).contains("first")) {
            second.await();
          }
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), firstWaits);
        Http2Wire wire = connect(rig)) {
      Turn first = wire.send(chat("first", false));
      Reply other = wire.send(chat("second", false)).reply();
      second.countDown();

      assertThat(other.text()).isEqualTo(Rig.ANSWER);
      assertThat(first.reply().text()).isEqualTo(Rig.ANSWER);
      assertThat(rig.gateway().nextSeen().outcome()).isEqualTo(Outcomes.OK);
      assertThat(rig.gateway().nextSeen().outcome()).isEqualTo(Outcomes.OK);
      assertThat(rig.server().connections()).isEqualTo(1);
    }
  }

  @Test
  void cancelsOnlyTheStreamThatWasReset() throws Exception {
    try (Streams rig = new Streams(2);
        Http2Wire wire = connect(rig.rig)) {
      Turn left = rig.begin(wire);
      Turn staying = rig.begin(wire);

      left.abort();
      rig.streams[0].awaitCancel();
      rig.streams[1].event(Events.FINISH);
      rig.streams[1].end();

      assertThat(staying.ending().isClean()).isTrue();
      assertThat(rig.rig.gateway().nextSeen().outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
      assertThat(rig.rig.gateway().nextSeen().outcome()).isEqualTo(Outcomes.OK);
      assertThat(wire.send(Ask.get("/health/live")).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void resetsAStreamWhoseProviderDiedAfterTheErrorWasSent() throws Exception {
    try (Streams rig = new Streams(1);
        Http2Wire wire = connect(rig.rig)) {
      Turn turn = rig.begin(wire);

      rig.streams[0].end(); // without a finish reason

      assertThat(turn.ending()).isEqualTo(new Ending.Reset(Http2Error.INTERNAL_ERROR.code()));
      assertThat(turn.soFar().text()).contains("\"error\":{\"message\":").doesNotContain("[DONE]");
      assertThat(wire.send(Ask.get("/health/live")).reply().status()).isEqualTo(200);
    }
  }

  /// A reset must not overtake data that waits for window.
  @Test
  void keepsTheErrorBehindDataThatTheClientHasNotReadYet() throws Exception {
    try (Streams rig = new Streams(1);
        Http2Wire wire =
            Http2Wire.clear(
                rig.rig.server().port(), Http2Settings.defaultSettings().initialWindowSize(64))) {
      Turn turn = rig.begin(wire);
      rig.streams[0].event(Events.TEXT);
      rig.streams[0].end();

      Reply reply = turn.reply();

      assertThat(reply.text()).contains("\"error\":{").contains("upstream_error");
      assertThat(turn.ending()).isEqualTo(new Ending.Reset(Http2Error.INTERNAL_ERROR.code()));
    }
  }

  @Test
  void pausesTheProviderWhileAStreamsWindowIsShut() throws Exception {
    try (Streams rig = new Streams(1);
        Http2Wire wire = connect(rig.rig)) {
      Turn turn = rig.begin(wire);
      byte[] large = Events.text("x".repeat(10_000)).getBytes(UTF_8);
      while (!rig.streams[0].isPaused()) {
        rig.streams[0].data(large);
      }
      assertThat(wire.send(Ask.get("/health/live")).reply().status()).isEqualTo(200);

      while (rig.streams[0].isPaused()) {
        assertThat(turn.piece()).isNotNull();
      }
      rig.streams[0].event(Events.FINISH);
      rig.streams[0].end();

      assertThat(turn.ending().isClean()).isTrue();
    }
  }

  /// The answer is shorter than what makes a channel full, and still somebody has to take it.
  @Test
  void resetsAStreamWhoseClientTakesNothingOfItsEnd() throws Exception {
    try (Rig rig = new Rig(new TestConfig().idle(SOON), Rig::answer);
        Http2Wire wire =
            Http2Wire.clear(
                rig.server().port(), Http2Settings.defaultSettings().initialWindowSize(1))) {
      wire.send(chat("x", false)).awaitHead();

      assertThat(rig.gateway().nextSeen().outcome().kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @Test
  void drainsInTwoSteps() throws Exception {
    try (Streams rig = new Streams(1);
        Http2Wire wire = connect(rig.rig)) {
      Turn live = rig.begin(wire);
      CompletableFuture<Void> drained = rig.drain(Duration.ofSeconds(30));

      assertThat(wire.awaitGoAway()).isTrue();
      assertThat(wire.send(Ask.get("/health/live")).reply().status()).isEqualTo(200); // on its way
      rig.streams[0].event(Events.FINISH);
      rig.streams[0].end();

      assertThat(live.ending().isClean()).isTrue();
      assertThat(wire.isClosed()).isTrue();
      drained.get(15, TimeUnit.SECONDS);
      assertThat(rig.rig.gateway().nextSeen().outcome()).isEqualTo(Outcomes.OK);
    }
  }

  @Test
  void cutsAtTheLimitWhatDoesNotEnd() throws Exception {
    try (Streams rig = new Streams(1);
        Http2Wire wire = connect(rig.rig)) {
      Turn live = rig.begin(wire);

      rig.rig.server().drain(Duration.ofMillis(20));

      assertThat(live.ending().isClean()).isFalse();
      assertThat(live.soFar().text()).contains("\"error\":{").doesNotContain("[DONE]");
      assertThat(rig.streams[0].isCancelled()).isTrue();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void closesAConnectionThatDoesNothing() throws Exception {
    try (Rig rig = timed(SOON);
        Http2Wire wire = connect(rig)) {
      assertThat(wire.send(chat("x", false)).reply().status()).isEqualTo(200);

      assertThat(wire.awaitGoAway()).isTrue();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void answersABodyThatComesTooSlowlyWith408() throws Exception {
    try (Rig rig = timed(Duration.ofMinutes(1));
        Http2Wire wire = connect(rig)) {
      Turn turn = wire.open(chat("x", false)).write("{".getBytes(UTF_8), false);

      assertThat(turn.reply().status()).isEqualTo(408);
      assertThat(turn.soFar().error()).isEqualTo("request_timeout");
    }
  }

  @Test
  void answersBeforeTheBodyAndAsksForNoMoreOfIt() throws Exception {
    try (Rig rig = Rig.answering();
        Http2Wire wire = connect(rig)) {
      Turn turn =
          wire.open(Ask.of("POST", "/v1/nothing", new byte[0]))
              .write("part".getBytes(UTF_8), false);

      assertThat(turn.reply().status()).isEqualTo(404);
      assertThat(wire.send(chat("x", false)).reply().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a, b", "a@b", "a:80:81"})
  void refusesAnAuthorityThatIsNone(String authority) throws Exception {
    try (Rig rig = Rig.answering();
        Http2Wire wire = connect(rig)) {
      Http2Headers headers = head().authority(authority);

      assertThat(wire.open(headers, true).reply().status()).isEqualTo(400);
      assertThat(wire.send(chat("x", false)).reply().status()).isEqualTo(200);
    }
  }

  @Test
  void takesAHostThatAgreesWithTheAuthorityAndNoOther() throws Exception {
    try (Rig rig = Rig.answering();
        Http2Wire wire = connect(rig)) {
      Http2Headers same = head().authority("a").set("host", "a");
      Http2Headers other = head().authority("a").set("host", "b");

      assertThat(wire.open(same, true).reply().status()).isEqualTo(200);
      assertThat(wire.open(other, true).ending()).isInstanceOf(Ending.Reset.class);
    }
  }

  @Test
  void resetsARequestWithoutAMethod() throws Exception {
    try (Rig rig = Rig.answering();
        Http2Wire wire = connect(rig)) {
      Http2Headers headers = new DefaultHttp2Headers().scheme("http").path("/livez").authority("a");

      assertThat(wire.open(headers, true).ending())
          .isEqualTo(new Ending.Reset(Http2Error.PROTOCOL_ERROR.code()));
      assertThat(wire.send(Ask.get("/livez")).reply().status()).isEqualTo(200);
    }
  }

  private static Http2Headers head() {
    return new DefaultHttp2Headers().method("GET").scheme("http").path("/livez");
  }

  private static Http2Wire connect(Rig rig) {
    return Http2Wire.clear(rig.server().port());
  }

  private static Ask chat(String text, boolean stream) {
    return Ask.chat(Wire.chatBody(stream).replace("Capital of France?", text));
  }

  /// With a short time for a body, and this much for an idle connection.
  private static Rig timed(Duration idle) throws IOException {
    ServerTimeouts usual = ServerTimeouts.DEFAULT;
    return new Rig(
        new TestConfig(),
        Rig::answer,
        Rig.NO_PASS_THROUGH,
        new ServerTimeouts(
            usual.head(),
            SOON,
            idle,
            usual.heartbeat(),
            usual.linger(),
            SOON,
            usual.drainUpstream()));
  }

  /// A rig whose requests each get the next of some streams.
  private static final class Streams implements AutoCloseable {

    private final Rig rig;
    private final FakeStream[] streams;
    private int begun;

    Streams(int count) throws IOException {
      Queue<FakeStream> left = new ArrayDeque<>();
      rig =
          new Rig(
              new TestConfig(),
              x -> {
                synchronized (left) {
                  return Rig.forwarded(x, left.remove());
                }
              });
      streams = new FakeStream[count];
      Arrays.setAll(streams, i -> new FakeStream(rig.loop()));
      synchronized (left) {
        left.addAll(Arrays.asList(streams));
      }
    }

    /// A turn that has got its first event.
    Turn begin(Http2Wire wire) throws Exception {
      Turn turn = wire.send(chat("x", true));
      streams[begun++].event(Events.TEXT);
      return turn.awaitText("Paris");
    }

    CompletableFuture<Void> drain(Duration limit) {
      return CompletableFuture.runAsync(() -> {
        try {
          rig.server().drain(limit);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
    }

    @Override
    public void close() {
      rig.close();
    }
  }
}
