package dev.sluice.server.client;

import static dev.sluice.server.client.ClientRig.LONG;
import static dev.sluice.server.client.ClientRig.PATIENT;
import static dev.sluice.server.client.ClientRig.SHORT;
import static dev.sluice.server.client.ScriptedProvider.chunk;
import static dev.sluice.server.client.ScriptedProvider.eventsHead;
import static dev.sluice.server.client.ScriptedProvider.json;
import static dev.sluice.server.client.ScriptedProvider.lastChunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamStream;
import dev.sluice.server.net.LeakWatch;
import dev.sluice.server.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakWatch.class)
class NettyStreamTest {

  private static final String PLAIN_HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

  private ClientRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClientRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "EVENTS"})
  void deliversTheEventsOfAStream(Expect expect) throws Exception {
    String answer =
        eventsHead()
            + chunk("data: 1\n\nda")
            + chunk("ta: 2\n\n: alive\n\n")
            + chunk("data: [DONE]\n\n")
            + lastChunk();
    try (var provider = ScriptedProvider.answering(answer)) {
      var opened = rig.askOpen(rig.call(provider.port(), expect, PATIENT));
      RecordingSink sink = new RecordingSink();
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.all()).containsExactly("1", "2", "[DONE]");
      assertThat(opened.events()).isTrue();
      assertThat(opened.head().status()).isEqualTo(200);
      assertThat(sink.ends()).isEqualTo(1);
    }
  }

  @Test
  void deliversOnTheLoopOfTheCall() throws Exception {
    String answer = eventsHead() + chunk("data: 1\n\ndata: [DONE]\n\n") + lastChunk();
    List<Boolean> onTheLoop = new CopyOnWriteArrayList<>();
    try (var provider = ScriptedProvider.answering(answer)) {
      RecordingSink sink =
          new RecordingSink() {
            @Override
            public void onData(byte[] bytes) {
              onTheLoop.add(rig.loop().inEventLoop());
            }
          };
      rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream().start(sink);

      sink.awaitEnd();
      assertThat(onTheLoop).containsExactly(true, true);
    }
  }

  @Test
  void reusesTheConnectionOfAStreamThatEnded() throws Exception {
    String answer = eventsHead() + chunk("data: 1\n\ndata: [DONE]\n\n") + lastChunk();
    try (var provider = ScriptedProvider.answering(answer)) {
      for (int i = 0; i < 3; i++) {
        readAll(provider);
      }

      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void deliversTheLastEventOfAProviderThatForgetsTheBlankLine() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(PLAIN_HEAD + "data: 1\r\rdata: 2");
        })) {
      RecordingSink sink = readAll(provider);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.all()).containsExactly("1", "2");
    }
  }

  @Test
  void opensOnlyWithTheFirstEventAndCountsCommentsAfterIt() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk(": waiting\n\n: waiting\n\n") + chunk("data: 1\n\n"));
          opened.await();
          wire.write(chunk(": alive\n\n") + chunk("data: 2\n\n") + lastChunk());
          wire.readRequest();
        })) {
      var stream = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream();
      RecordingSink sink = new RecordingSink();
      stream.start(sink);
      sink.next();
      opened.countDown();

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.comments()).isEqualTo(1);
    }
  }

  @Test
  void aStreamWithoutAnyEventIsNoAnswer() throws Exception {
    try (var provider =
        ScriptedProvider.answering(eventsHead() + chunk(": nothing\n\n") + lastChunk())) {
      var failure = rig.askFailing(rig.call(provider.port(), Expect.EVENTS, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
    }
  }

  @Test
  void collectsJsonWhereEventsWereExpected() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{\"a\":1}"))) {
      var whole = rig.askWhole(rig.call(provider.port(), Expect.EVENTS, PATIENT));

      assertThat(ClientRig.text(whole)).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void handsOnRawPiecesAsTheyAre() throws Exception {
    String body = "data: not decoded\n\n";
    try (var provider = ScriptedProvider.answering(eventsHead() + chunk(body) + lastChunk())) {
      var opened = rig.askOpen(rig.call(provider.port(), Expect.RAW, PATIENT));
      RecordingSink sink = new RecordingSink();
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(String.join("", sink.all())).isEqualTo(body);
      assertThat(opened.events()).isFalse();
    }
  }

  @Test
  void opensAnEmptyRawAnswerToo() throws Exception {
    try (var provider = ScriptedProvider.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      var opened = rig.askOpen(rig.call(provider.port(), Expect.RAW, PATIENT));
      RecordingSink sink = new RecordingSink();
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.all()).isEmpty();
    }
  }

  @Test
  void endsSoonAfterDoneThoughTheProviderHangs() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk("data: 1\n\ndata: [DONE]\n\n"));
          wire.stall();
        })) {
      RecordingSink sink = readAll(provider);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.all()).containsExactly("1", "[DONE]");
    }
  }

  @Test
  void deliversNothingAfterDone() throws Exception {
    String answer = eventsHead() + chunk("data: 1\n\ndata: [DONE]\n\ndata: more\n\n") + lastChunk();
    try (var provider = ScriptedProvider.answering(answer)) {
      RecordingSink sink = readAll(provider);

      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.all()).containsExactly("1", "[DONE]");
    }
  }

  @Test
  void saysWhenAStreamIsCut() throws Exception {
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk("data: 1\n\n"));
        })) {
      RecordingSink sink = readAll(provider);

      assertThat(sink.awaitEnd()).isEqualTo("CUT");
      assertThat(sink.all()).containsExactly("1");
      assertThat(sink.ends()).isEqualTo(1);
    }
  }

  @Test
  void endsAStreamThatFallsSilent() throws Exception {
    TimeoutConfig shortIdle = new TimeoutConfig(LONG, LONG, SHORT, LONG);
    try (var provider = silentAfter(eventsHead() + chunk("data: 1\n\n"))) {
      var opened = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, shortIdle));
      RecordingSink sink = new RecordingSink();
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("IDLE_TIMEOUT");
    }
  }

  @Test
  void endsAStreamThatTakesTooLongThoughItIsPaused() throws Exception {
    TimeoutConfig shortTotal = new TimeoutConfig(LONG, LONG, LONG, SHORT.multipliedBy(5));
    try (var provider = silentAfter(eventsHead() + chunk("data: 1\n\ndata: 2\n\n"))) {
      var opened = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, shortTotal));
      RecordingSink sink = pausingAfterEach(opened.stream());
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("TOTAL_TIMEOUT");
      assertThat(sink.all()).containsExactly("1");
    }
  }

  @Test
  void silenceDoesNotCountWhilePaused() throws Exception {
    TimeoutConfig shortIdle = new TimeoutConfig(LONG, LONG, SHORT, SHORT.multipliedBy(8));
    try (var provider = silentAfter(eventsHead() + chunk("data: 1\n\n"))) {
      var opened = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, shortIdle));
      RecordingSink sink = pausingAfterEach(opened.stream());
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("TOTAL_TIMEOUT");
    }
  }

  @Test
  void deliversOneAtATimeToAReaderThatPauses() throws Exception {
    StringBuilder answer = new StringBuilder(eventsHead());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answer.append(chunk("data: " + i + "\n\ndata: x" + i + "\n\n"));
      expected.add(Integer.toString(i));
      expected.add("x" + i);
    }
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(answer + lastChunk());
          // and closes while the reader still pauses
        })) {
      var stream = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream();
      RecordingSink sink = pausingAfterEach(stream);
      stream.start(sink);
      for (String event : expected) {
        assertThat(sink.next()).isEqualTo(event);
        assertThat(sink.all()).hasSize(expected.indexOf(event) + 1);
        stream.resume();
      }

      assertThat(sink.awaitEnd()).isEqualTo("end");
    }
  }

  @Test
  void aPausedReaderStopsTheProvider() throws Exception {
    try (var provider = new FloodingProvider(64 << 20)) {
      var stream = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream();
      CountDownLatch paused = new CountDownLatch(1);
      CountingSink sink = new CountingSink(stream, 100, paused);
      stream.start(sink);
      assertThat(paused.await(15, TimeUnit.SECONDS)).isTrue();

      long taken = provider.awaitBlocked();
      assertThat(taken).isLessThan(32 << 20);

      stream.resume();
      assertThat(sink.awaitEnd()).isEqualTo("end");
      assertThat(sink.bytes()).isEqualTo(provider.payloadBytes());
    }
  }

  @Test
  void cancellingClosesTheProviderSideAndTheSinkHearsNoMore() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk("data: 1\n\n"));
          wire.awaitClientClose();
          closed.countDown();
        })) {
      var stream = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream();
      RecordingSink sink = new RecordingSink();
      stream.start(sink);
      sink.next();

      stream.cancel();
      stream.cancel();

      assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
      rig.loop().submit(() -> {}).get();
      assertThat(sink.ends()).isZero();
    }
  }

  @Test
  void aReaderThatThrowsGivesTheConnectionUp() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (var provider =
        new ScriptedProvider(wire -> {
          wire.readRequest();
          wire.write(eventsHead() + chunk("data: 1\n\n"));
          wire.awaitClientClose();
          closed.countDown();
        })) {
      var stream = rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream();
      stream.start(
          new RecordingSink() {
            @Override
            public void onData(byte[] bytes) {
              throw new IllegalStateException("a bug of the reader, thrown on purpose");
            }
          });

      assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void refusesAnEventLargerThanAllowed() throws Exception {
    var settings = new ClientSettings(1 << 20, 1000, 8, LONG, SHORT);
    try (var small = new ClientRig(Transport.best(), settings, NettyUpstreamClient.defaultTls());
        var provider = silentAfter(eventsHead() + chunk("data: 1\n\n" + "x".repeat(1001)))) {
      var opened = small.askOpen(small.call(provider.port(), Expect.EVENTS, PATIENT));
      RecordingSink sink = new RecordingSink();
      opened.stream().start(sink);

      assertThat(sink.awaitEnd()).isEqualTo("PROTOCOL");
    }
  }

  private RecordingSink readAll(ScriptedProvider provider) throws Exception {
    RecordingSink sink = new RecordingSink();
    rig.askOpen(rig.call(provider.port(), Expect.EVENTS, PATIENT)).stream().start(sink);
    sink.awaitEnd();
    return sink;
  }

  private static ScriptedProvider silentAfter(String bytes) {
    return new ScriptedProvider(wire -> {
      wire.readRequest();
      wire.write(bytes);
      wire.stall();
    });
  }

  private static RecordingSink pausingAfterEach(UpstreamStream stream) {
    return new RecordingSink() {
      @Override
      public void onData(byte[] bytes) {
        stream.pause();
        super.onData(bytes);
      }
    };
  }

  /// Counts what comes, and pauses once.
  private static final class CountingSink extends RecordingSink {
    private final UpstreamStream stream;
    private final int pauseAfter;
    private final CountDownLatch paused;
    private long events;
    private volatile long bytes;

    CountingSink(UpstreamStream stream, int pauseAfter, CountDownLatch paused) {
      this.stream = stream;
      this.pauseAfter = pauseAfter;
      this.paused = paused;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // the loop alone writes
    public void onData(byte[] data) {
      bytes += new String(data, StandardCharsets.UTF_8).length();
      if (++events == pauseAfter) {
        stream.pause();
        paused.countDown();
      }
    }

    long bytes() {
      return bytes;
    }
  }
}
