package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.chunk;
import static dev.sluice.server.wire.Said.events;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.ScriptHandle;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.net.LeakWatch;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams that are cut anywhere: the client is always told, and never sees an end that nobody
/// said.
@ExtendWith(LeakWatch.class)
class StreamCutsTest {

  private static final long SEED = 2_311_241L;
  private static final int CUTS = 40;

  private static final List<String> PAYLOADS =
      Stream.of(
              Stream.of(FIRST),
              IntStream.range(0, 20).mapToObj(i -> chunk("{\"content\":\"wörd " + i + " \"}")),
              Stream.of(STOP))
          .flatMap(payloads -> payloads)
          .toList();

  private static final String BEFORE_FINISH = events(PAYLOADS.subList(0, PAYLOADS.size() - 1));
  private static final String WHOLE = events(PAYLOADS) + DONE;

  static Stream<Transport> transports() {
    return Transport.served().stream();
  }

  @ParameterizedTest(name = "S13 forty cuts of seed " + SEED + " [{0}]")
  @MethodSource("transports")
  void everyCutIsTold(Transport transport) throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < CUTS; i++) {
      int at =
          events(FIRST).length() + random.nextInt(BEFORE_FINISH.length() - events(FIRST).length());
      boolean reset = random.nextBoolean();
      try (Stand stand = new Stand(transport)) {
        cut(stand, at, reset);
      }
    }
  }

  private static void cut(Stand stand, int at, boolean reset) {
    Fault cut = reset ? Fault.resetAt(at) : Fault.cutAt(at);
    try (ScriptHandle script =
        stand.provider().script(RequestMatch.any(), Said.stream(WHOLE), cut)) {
      Turn turn = stand.send(Ask.chat(Chats.stream("openai", Chats.QUESTION)));

      List<String> before = Told.error(stand, turn, "server_error", "upstream_error");
      assertThat(before).as(cut.toString()).isEqualTo(PAYLOADS.subList(0, before.size()));
      assertThat(turn.soFar().text()).doesNotContain("\"finish_reason\":\"");
      assertThat(script.used()).isOne();
      Reply next = stand.connect().send(Ask.get("/v1/models")).reply();
      assertThat(next.status()).isEqualTo(200);
    }
  }
}
