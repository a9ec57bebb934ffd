package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.event;
import static dev.sluice.server.wire.Said.events;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.client.ScriptedProvider.Script;
import dev.sluice.server.e2e.CapturedLog;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/// Clients that leave: the provider is left at once, what it said so far is paid, nobody else
/// notices.
class AbortTest extends CheckTable {

  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final int TRIES = 5;
  private static final Ask STREAM = Ask.chat(Chats.stream("openai", Chats.QUESTION));
  private static final Ask PLAIN = Ask.chat(Chats.of("openai", Chats.QUESTION));
  private static final String TOLD = event(FIRST) + event(HELLO);

  @TempDir private Path folder;

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("X01", "leaving in the middle of a stream", this::midStream),
        Check.of("X02", "a reset stream leaves the others of its connection alone", this::reset)
            .only(Transport.HTTP_2),
        Check.of("X02", "the same over TLS", this::resetOverTls).only(Transport.HTTP_2),
        Check.of("X03", "leaving before the head of a stream", this::beforeHead),
        Check.of("X04", "leaving a plain call", this::plainCall),
        Check.of("X04", "leaving a plain call whose answer has begun", this::plainCallBegun),
        Check.of("X05", "a half-closed connection is left", this::halfClosed)
            .only(Transport.HTTP_1),
        Check.of("X05", "a close after the end mark is a good end", this::afterEndMark));
  }

  /// When the provider saw the gateway leave, and that it has a request.
  private record Seen(BlockingQueue<String> asked, BlockingQueue<Long> leftAt) {
    Seen() {
      this(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    }

    /// A provider that says this and then waits until it is left.
    Script saying(String bytes) {
      return wire -> {
        if (wire.readRequest()) {
          wire.write(bytes);
          asked.add(wire.lastBody());
          wire.awaitClientClose();
          leftAt.add(System.nanoTime());
        }
      };
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
      return Objects.requireNonNull(
          queue.poll(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS), "nothing happened");
    }
  }

  private void midStream(Stand stand) throws Exception {
    String begin = ScriptedProvider.eventsHead() + ScriptedProvider.chunk(TOLD);
    leave(stand, STREAM, begin, turn -> turn.awaitText(TOLD));
  }

  private void beforeHead(Stand stand) throws Exception {
    leave(stand, STREAM, "", turn -> turn);
  }

  private void plainCall(Stand stand) throws Exception {
    leave(stand, PLAIN, "", turn -> turn);
  }

  private void plainCallBegun(Stand stand) throws Exception {
    String begin =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"id\":";
    leave(stand, PLAIN, begin, turn -> turn);
  }

  /// Asks and leaves, several times: the usual time until the provider is left, and the books.
  private static void leave(Stand stand, Ask ask, String begin, Function<Turn, Turn> meanwhile)
      throws Exception {
    try (CapturedLog log = CapturedLog.open()) {
      Seen seen = new Seen();
      stand.scripted(seen.saying(begin));
      List<Duration> times = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        Turn turn = meanwhile.apply(stand.connect().send(ask));
        Seen.next(seen.asked());
        long left = System.nanoTime();
        turn.abort();
        times.add(Duration.ofNanos(Seen.next(seen.leftAt()) - left));
      }

      assertThat(times.stream().sorted().toList().get(TRIES / 2)).isLessThan(AT_ONCE);
      assertBooked(stand.gateway(), TRIES);
      assertThat(log.errors()).isEmpty();
    }
  }

  private static void assertBooked(GatewayFixture gateway, int calls) throws InterruptedException {
    assertThat(gateway.awaitMetric(calls, "sluice_requests_total", "outcome", "cancelled"))
        .isTrue();
    assertThat(gateway.metric("sluice_requests_total")).isEqualTo(calls);
    assertThat(gateway.metric("sluice_upstream_attempts_total", "outcome", "cancelled"))
        .isEqualTo(calls);
    assertThat(gateway.metric("sluice_cost_usd_total")).isPositive();
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  private void reset(Stand stand) throws Exception {
    Seen seen = new Seen();
    BlockingQueue<String> rest = new LinkedBlockingQueue<>();
    stand.scripted(twoStreams(seen, rest));

    checkReset(stand, stand.talk(), seen, rest);
  }

  private void resetOverTls(Stand stand) throws Exception {
    TestCertificate own = TestCertificate.in(Files.createTempDirectory(folder, "tls"));
    Seen seen = new Seen();
    BlockingQueue<String> rest = new LinkedBlockingQueue<>();
    stand.scripted(Stand.setup().with("cache:", own.yaml() + "cache:"), twoStreams(seen, rest));
    Http2Wire talk = Http2Wire.secure(stand.gateway().port(), own.certificate());
    stand.atEnd(talk::close);

    checkReset(stand, talk, seen, rest);
  }

  /// Says a beginning to both; one is left, the other gets the rest.
  private static Script twoStreams(Seen seen, BlockingQueue<String> rest) {
    return wire -> {
      if (!wire.readRequest()) {
        return;
      }
      wire.write(ScriptedProvider.eventsHead() + ScriptedProvider.chunk(TOLD));
      if (wire.lastBody().contains("Leave")) {
        wire.awaitClientClose();
        seen.leftAt().add(System.nanoTime());
      } else {
        wire.write(ScriptedProvider.chunk(rest.take()) + ScriptedProvider.lastChunk());
        wire.stall();
      }
    };
  }

  private static void checkReset(Stand stand, Talk talk, Seen seen, BlockingQueue<String> rest)
      throws Exception {
    Turn stays = talk.send(Ask.chat(Chats.stream("openai", "Stay"))).awaitText(TOLD);
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      Turn leaves = talk.send(Ask.chat(Chats.stream("openai", "Leave"))).awaitText(TOLD);
      long left = System.nanoTime();
      leaves.abort();
      times.add(Duration.ofNanos(Seen.next(seen.leftAt()) - left));
    }
    rest.add(event(STOP) + DONE);
    Reply reply = stays.reply();

    assertThat(reply.text()).isEqualTo(TOLD + event(STOP) + DONE);
    assertThat(reply.isComplete()).isTrue();
    assertThat(times.stream().sorted().toList().get(TRIES / 2)).isLessThan(AT_ONCE);
    assertThat(talk.send(Ask.get("/v1/models")).reply().status()).isEqualTo(200);
    GatewayFixture gateway = stand.gateway();
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
    assertThat(gateway.awaitMetric(TRIES, "sluice_requests_total", "outcome", "cancelled"))
        .isTrue();
  }

  private void halfClosed(Stand stand) throws Exception {
    Seen seen = new Seen();
    stand.scripted(seen.saying(ScriptedProvider.eventsHead() + ScriptedProvider.chunk(TOLD)));
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      try (Http1Talk talk = new Http1Talk(stand.gateway().port())) {
        talk.send(STREAM).awaitText(TOLD);
        long left = System.nanoTime();
        talk.halfClose();
        times.add(Duration.ofNanos(Seen.next(seen.leftAt()) - left));
      }
    }

    assertThat(times.stream().sorted().toList().get(TRIES / 2)).isLessThan(AT_ONCE);
    assertBooked(stand.gateway(), TRIES);
  }

  private void afterEndMark(Stand stand) throws Exception {
    stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, HELLO, STOP) + DONE));
    Talk talk = stand.connect();

    talk.send(STREAM).awaitText(DONE);
    talk.close();

    GatewayFixture gateway = stand.gateway();
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
    assertThat(gateway.metric("sluice_requests_total", "outcome", "cancelled")).isZero();
    assertThat(gateway.awaitQuiet()).isTrue();
    assertThat(gateway.provider().cancelled()).isZero();
  }
}
