package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.chunk;
import static dev.sluice.server.wire.Said.event;
import static dev.sluice.server.wire.Said.events;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// How the bytes of a stream flow: at once, whole, and no faster than they are read.
class StreamFlowTest extends CheckTable {

  private static final Ask ASK = Ask.chat(Chats.stream("openai", Chats.QUESTION));
  private static final Duration AT_ONCE = Duration.ofMillis(5);
  private static final int TURNS = 31;
  private static final int TINY_EVENTS = 100_000;
  private static final long WHOLE = 64L << 20;

  /// What the kernel may hold on two loopback connections, and some.
  private static final long MOST_HELD = 20L << 20;

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("S01", "a stream's head says how to read it", this::head),
        Check.of("S01", "each event leaves at once and by itself", this::atOnce),
        Check.of("S10", "an event of a megabyte passes whole", this::large),
        Check.of("S10", "a hundred thousand tiny events pass whole", this::tiny),
        Check.of("S20", "a slow reader holds the provider back, nobody else", this::slowReader));
  }

  private void head(Stand stand) {
    String raw = events(FIRST, STOP) + DONE;
    stand.provider().script(RequestMatch.any(), Said.stream(raw));

    Reply reply = stand.ask(ASK.with("accept-encoding", "gzip, deflate"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(reply.header("cache-control")).isEqualTo("no-cache");
    assertThat(reply.header("x-accel-buffering")).isEqualTo("no");
    assertThat(reply.headers()).doesNotContainKeys("content-length", "content-encoding");
    assertThat(reply.header("x-request-id")).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(reply.text()).isEqualTo(raw);
  }

  /// The provider says the next event only when the client has got the one before.
  private void atOnce(Stand stand) throws InterruptedException {
    BlockingQueue<String> next = new LinkedBlockingQueue<>();
    BlockingQueue<Long> said = new LinkedBlockingQueue<>();
    stand.scripted(wire -> {
      wire.readRequest();
      wire.write(ScriptedProvider.eventsHead());
      for (String text = next.take(); !text.isEmpty(); text = next.take()) {
        said.add(System.nanoTime());
        wire.write(ScriptedProvider.chunk(text));
      }
      wire.write(ScriptedProvider.lastChunk());
    });
    Turn turn = stand.send(ASK);
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      String event = event(chunk("{\"content\":\"" + i + "\"}"));
      next.add(event);
      assertThat(turn.piece()).asString(UTF_8).isEqualTo(event);
      delays.add(Duration.ofNanos(System.nanoTime() - said.take()));
    }
    next.add(event(STOP) + DONE);
    next.add("");

    assertThat(turn.reply().endsWithDone()).isTrue();
    assertThat(delays.stream().sorted().toList().getFirst())
        .isLessThan(AT_ONCE); // others may wait for a core
  }

  private void large(Stand stand) {
    String raw = events(FIRST, chunk("{\"content\":\"" + "é".repeat(500_000) + "\"}"), STOP) + DONE;
    stand.provider().script(RequestMatch.any(), Said.stream(raw, 50_000));

    Reply reply = stand.ask(ASK);

    assertThat(reply.text().equals(raw)).isTrue();
    assertThat(reply.isComplete()).isTrue();
    assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
  }

  /// Without the record that tests keep of every buffer, which takes far longer than the stream.
  private void tiny(Stand stand) {
    String one = event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");
    String raw = one.repeat(TINY_EVENTS) + event(STOP) + DONE;
    ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    try {
      stand.provider().script(RequestMatch.any(), Said.stream(raw, 4_000));

      Reply reply = stand.ask(ASK);

      assertThat(reply.text().equals(raw)).isTrue();
      assertThat(reply.isComplete()).isTrue();
      assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
    } finally {
      ResourceLeakDetector.setLevel(usual);
    }
  }

  private void slowReader(Stand stand) {
    String piece = event(chunk("{\"content\":\"" + "x".repeat(60_000) + "\"}"));
    AtomicLong sent = new AtomicLong();
    stand.scripted(wire -> {
      wire.readRequest();
      wire.write(ScriptedProvider.eventsHead());
      while (sent.get() < WHOLE) {
        wire.write(ScriptedProvider.chunk(piece));
        sent.addAndGet(piece.length());
      }
      wire.write(ScriptedProvider.chunk(event(STOP) + DONE) + ScriptedProvider.lastChunk());
    });
    Turn turn = stand.send(ASK).awaitHead();

    awaitStandstill(sent);
    assertThat(sent.get()).isLessThan(MOST_HELD);
    Reply meanwhile = stand.connect().send(Ask.get("/v1/models")).reply();
    assertThat(meanwhile.status()).isEqualTo(200);

    long read = 0;
    for (byte[] next = turn.piece(); next != null; next = turn.piece()) {
      read += next.length;
    }
    assertThat(turn.ending().isClean()).isTrue();
    assertThat(read).isEqualTo(sent.get() + (event(STOP) + DONE).length());
  }

  private static void awaitStandstill(AtomicLong sent) {
    long[] last = {-1, System.nanoTime()};
    assertThat(
            GatewayFixture.await(() -> {
              long now = System.nanoTime();
              if (sent.get() != last[0]) {
                last[0] = sent.get();
                last[1] = now;
              }
              return last[0] > 0 && now - last[1] > Duration.ofMillis(500).toNanos();
            }))
        .isTrue();
  }
}
