package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.OddSse;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.ScriptHandle;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An answer is one model's from its first byte to its last, however providers fail meanwhile.
@ExtendWith(LeakWatch.class)
class OneModelPerAnswerTest {

  private static final List<String> MODELS =
      List.of("Qwen/Qwen3-8B", "deepseek-v4-flash", "deepseek-reasoner", "Qwen-MT-Turbo");
  private static final List<String> TASKS =
      List.of("simple_qa", "translation", "general", "complex_reasoning");
  private static final List<String> MODES = List.of("direct", "sniff", "buffered", "auto");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void namesOneModelAndSaysOnlyItsWords(long seed) throws Exception {
    Random random = new Random(seed);
    try (GatewayFixture gateway =
        Setup.shipped()
            .with("first_byte: 120s, idle: 60s", "first_byte: 400ms, idle: 400ms")
            .answering((model, prompt) -> Optional.of(CannedAnswer.text(words(model))))
            .start()) {
      for (int i = 0; i < 8; i++) {
        List<ScriptHandle> scripts = new ArrayList<>();
        for (String model : MODELS) {
          scripts.add(gateway.provider().script(RequestMatch.model(model), faults(random)));
        }

        check(ask(gateway, random, i));

        scripts.forEach(ScriptHandle::remove);
      }
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  private static Reply ask(GatewayFixture gateway, Random random, int number) {
    String body = Chats.stream("auto", "Question " + number + ": what is 2 plus 2?");
    try (Wire wire = gateway.wire()) {
      return wire.chat(
              body,
              "x-sluice-task: " + TASKS.get(random.nextInt(TASKS.size())),
              "x-sluice-stream: " + MODES.get(random.nextInt(MODES.size())))
          .read();
    }
  }

  private static void check(Reply reply) {
    if (reply.status() != 200) {
      assertThat(reply.status()).as(reply.toString()).isIn(429, 502, 503, 504);
      assertThat(reply.json().path("error").path("message").asString("")).isNotEmpty();
      return;
    }
    String model = reply.model();
    assertThat(MODELS).contains(model);
    assertThat(reply.chunks())
        .filteredOn(chunk -> !chunk.has("error"))
        .allSatisfy(chunk -> assertThat(chunk.path("model").asString("")).isEqualTo(model));
    if (reply.endsWithDone()) {
      assertThat(reply.isComplete()).isTrue();
      assertThat(reply.content()).isEqualTo(words(model));
    } else {
      assertThat(reply.isComplete()).as("a broken stream must not end well").isFalse();
      assertThat(reply.chunks().getLast().has("error")).isTrue();
      assertThat(words(model)).startsWith(reply.content());
    }
  }

  private static String words(String model) {
    return ("This is what " + model + " says. ").repeat(12) + "The answer is 4.";
  }

  private static Fault[] faults(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> new Fault[] {Fault.cutAt(random.nextInt(3_000))};
      case 1 -> new Fault[] {Fault.resetAt(random.nextInt(3_000))};
      case 2 -> new Fault[] {Fault.status(500)};
      case 3 -> new Fault[] {Fault.closeBeforeHead()};
      case 4 -> new Fault[] {Fault.odd(OddSse.ERROR_EVENT_MID_STREAM)};
      case 5 -> new Fault[] {Fault.odd(OddSse.NO_FINISH_REASON)};
      case 6 -> new Fault[] {Fault.stall(random.nextInt(2_000), Duration.ofSeconds(30))};
      case 7 -> new Fault[] {Fault.odd(OddSse.CRLF), Fault.cutAt(random.nextInt(3_000))};
      default -> new Fault[0];
    };
  }

  @Test
  void breaksOffAStreamThatFailsInTheMiddle() throws Exception {
    try (GatewayFixture gateway =
        Setup.shipped().answering((m, p) -> Optional.of(CannedAnswer.text(words(m)))).start()) {
      gateway.provider().script(RequestMatch.model("deepseek-v4-flash"), Fault.cutAt(2_000));

      try (Wire wire = gateway.wire()) {
        Reply reply =
            wire.chat(
                    Chats.stream("auto", "Hi"), "x-sluice-task: general", "x-sluice-stream: direct")
                .read();

        assertThat(reply.isComplete()).isFalse();
        assertThat(reply.endsWithDone()).isFalse();
        assertThat(reply.chunks().getLast().path("error").path("code").asString(""))
            .isEqualTo("upstream_error");
        assertThat(wire.isClosed()).isTrue();
      }
      assertThat(gateway.provider().received()).hasSize(1);
      assertThat(gateway.awaitMetric(1, "sluice_upstream_attempts_total", "outcome", "cut"))
          .isTrue();
      assertThat(gateway.metric("sluice_requests_total", "outcome", "upstream_error")).isOne();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }
}
