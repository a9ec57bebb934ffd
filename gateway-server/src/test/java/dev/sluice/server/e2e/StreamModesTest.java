package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What `x-sluice-stream` does to a stream, seen over real connections.
@ExtendWith(LeakWatch.class)
class StreamModesTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String STANDARD = "deepseek-v4-flash";
  private static final String CASCADE = "cascade: {";

  /// Whoever holds a silent stream for that long is found out: no test waits as long.
  private static final String HOLDS_LONG = "cascade: {commit: {tokens: 64, after: 30s}, ";

  private static final Duration NEVER = Duration.ofSeconds(60);

  /// Bytes of a stream behind its first words and far before its sixty-fourth.
  private static final int SOME_WORDS = 1_500;

  private static final String REFUSAL =
      "I'm sorry, but as an AI language model I don't have access to the internet. "
          + "Please look it up there. ".repeat(30).strip();
  private static final String LONG = "This is what it is. ".repeat(60) + "The answer is 4.";

  @ParameterizedTest
  @CsvSource({"sniff, simple_qa", "auto, summarization"})
  void asksTheNextTierBeforeAnyByteOfARefusal(String mode, String task) throws Exception {
    String first = task.equals("simple_qa") ? BUDGET : "Qwen/Qwen3-32B";
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of(first, says(REFUSAL), STANDARD, says(LONG))).start()) {

      Reply reply = ask(gateway, Chats.streamWithUsage("auto", "Hi"), mode, task);

      assertThat(reply.route()).isEqualTo(first + ":reject(refusal)," + STANDARD + ":accept");
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("2");
      assertThat(reply.content()).isEqualTo(LONG);
      checkOneModel(reply, STANDARD);
      assertThat(
              gateway.awaitMetric(
                  1, "sluice_escalations_total", "to", "standard", "reason", "refusal"))
          .isTrue();
      assertThat(gateway.awaitMetric(1, "sluice_upstream_attempts_total", "outcome", "cancelled"))
          .isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  private static void checkOneModel(Reply reply, String model) {
    assertThat(reply.endsWithDone()).isTrue();
    assertThat(reply.model()).isEqualTo(model);
    assertThat(reply.chunks())
        .allSatisfy(chunk -> assertThat(chunk.path("model").asString("")).isEqualTo(model));
    assertThat(reply.chunks().stream().map(chunk -> chunk.path("id").asString("")).distinct())
        .hasSize(1);
    assertThat(reply.chunks())
        .filteredOn(chunk -> chunk.path("choices").path(0).path("delta").has("role"))
        .hasSize(1);
    assertThat(reply.chunks()).filteredOn(chunk -> chunk.path("usage").isObject()).hasSize(1);
    JsonNode last = reply.chunks().getLast();
    assertThat(last.path("usage").path("cost_details").path("attempts").asInt(0)).isEqualTo(2);
  }

  @Test
  void servesARefusalForSafetyAsItStands() {
    String unsafe = "I'm sorry, but I can't help with that. ".repeat(20).strip();
    try (GatewayFixture gateway = Setup.shipped().answering(Map.of(BUDGET, says(unsafe))).start()) {

      Reply reply = ask(gateway, Chats.stream("auto", "Hi"), "sniff", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":accept");
      assertThat(reply.content()).isEqualTo(unsafe);
    }
  }

  @Test
  void judgesAStreamThatEndsBeforeTheCommitPointWhole() {
    try (GatewayFixture gateway = Setup.shipped().answering(Map.of(BUDGET, says(""))).start()) {

      Reply reply = ask(gateway, Chats.stream("auto", Chats.QUESTION), "sniff", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":reject(empty)," + STANDARD + ":accept");
      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
      assertThat(reply.endsWithDone()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auto,          direct, simple_qa",
    "Qwen/Qwen3-8B, sniff,  simple_qa",
    "tier:budget,   sniff,  simple_qa",
    "tier:standard, auto,   general"
  })
  void holdsNothingOf(String name, String mode, String task) throws Exception {
    try (GatewayFixture gateway =
        Setup.shipped()
            .with(CASCADE, HOLDS_LONG)
            .answering((model, prompt) -> Optional.of(says(REFUSAL)))
            .start()) {
      gateway.provider().script(RequestMatch.any(), Fault.stall(SOME_WORDS, NEVER));

      try (Wire wire = gateway.wire()) {
        wire.chat(Chats.stream(name, "Hi"), "x-sluice-stream: " + mode, "x-sluice-task: " + task)
            .readUntil("sorry");
      }

      assertThat(gateway.awaitQuiet()).isTrue();
      assertThat(gateway.provider().received()).hasSize(1);
    }
  }

  @Test
  void doesNotHoldTheLastStep() throws Exception {
    try (GatewayFixture gateway =
        Setup.shipped()
            .with(CASCADE, HOLDS_LONG)
            .answering(Map.of(STANDARD, says(REFUSAL)))
            .start()) {
      gateway.provider().script(RequestMatch.model("Qwen-MT-Turbo"), Fault.status(500));
      gateway.provider().script(RequestMatch.model(STANDARD), Fault.stall(SOME_WORDS, NEVER));

      try (Wire wire = gateway.wire()) {
        wire.chat(
                Chats.stream("auto", "Hi"), "x-sluice-stream: sniff", "x-sluice-task: translation")
            .readUntil("sorry");
      }

      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void letsASlowStreamGoAfterAWhile() throws Exception {
    try (GatewayFixture gateway =
        Setup.shipped()
            .with(CASCADE, "cascade: {commit: {after: 30ms}, ")
            .answering(Map.of(BUDGET, says(LONG)))
            .start()) {
      gateway.provider().script(RequestMatch.any(), Fault.stall(SOME_WORDS, NEVER));

      try (Wire wire = gateway.wire()) {
        wire.chat(Chats.stream("auto", "Hi"), "x-sluice-stream: sniff", "x-sluice-task: simple_qa")
            .readUntil("This")
            .readUntil("what");
      }

      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void asksTheNextTierAfterACutBeforeTheCommitPointAndSaysSoBehindIt() throws Exception {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of(BUDGET, says(LONG), STANDARD, says(LONG))).start()) {
      gateway.provider().script(RequestMatch.model(BUDGET), Fault.cutAt(SOME_WORDS)).times(1);
      Reply early = ask(gateway, Chats.streamWithUsage("auto", "Hi"), "sniff", "simple_qa");
      gateway.provider().script(RequestMatch.model(BUDGET), Fault.cutAt(40_000)).times(1);
      Reply late = ask(gateway, Chats.streamWithUsage("auto", "Ho"), "sniff", "simple_qa");

      assertThat(early.route()).isEqualTo(BUDGET + ":error," + STANDARD + ":accept");
      checkOneModel(early, STANDARD);
      assertThat(late.route()).isEqualTo(BUDGET + ":accept");
      assertThat(late.endsWithDone()).isFalse();
      assertThat(late.isComplete()).isFalse();
      assertThat(late.chunks().getLast().has("error")).isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void cancelsAHeldStreamWhoseClientLeaves() throws Exception {
    try (GatewayFixture gateway = Setup.shipped().with(CASCADE, HOLDS_LONG).start()) {
      gateway.provider().script(RequestMatch.any(), Fault.stall(700, NEVER));

      try (Wire wire = gateway.wire()) {
        wire.chat(Chats.stream("auto", "Hi"), "x-sluice-stream: sniff", "x-sluice-task: simple_qa");
        assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
      }

      assertThat(gateway.provider().awaitCancelled(1, GatewayFixture.PATIENCE)).isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
      assertThat(gateway.provider().received()).hasSize(1);
    }
  }

  // Runaway answers

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void givesARunawayAnswerUp(String more) {
    try (GatewayFixture gateway = bounded()) {

      Reply reply = gateway.chat(Chats.of("auto", "Hi", more), "x-sluice-task", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":reject(runaway)," + STANDARD + ":accept");
      assertThat(reply.content()).isEqualTo("It is 4.");
      assertThat(bound(gateway, 0)).isEqualTo(20);
      assertThat(bound(gateway, 1)).isZero();
    }
  }

  @Test
  void asksWithoutTheBoundWhereAProviderRefusesIt() {
    try (GatewayFixture gateway = bounded()) {
      gateway
          .provider()
          .script(
              RequestMatch.model(BUDGET).and(RequestMatch.bodyContains("max_tokens")),
              Fault.status(400));

      Reply reply = gateway.chat(Chats.of("auto", "Hi"), "x-sluice-task", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":accept");
      assertThat(reply.content()).isEqualTo(LONG);
      assertThat(bound(gateway, 0)).isEqualTo(20);
      assertThat(bound(gateway, 1)).isZero();
    }
  }

  @Test
  void leavesTheClientsOwnBoundAlone() {
    try (GatewayFixture gateway = bounded()) {

      Reply reply =
          gateway.chat(Chats.of("auto", "Hi", ",\"max_tokens\":5"), "x-sluice-task", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":accept");
      assertThat(bound(gateway, 0)).isEqualTo(5);
    }
  }

  private static GatewayFixture bounded() {
    return Setup.shipped()
        .with(CASCADE, "cascade: {longest: {budget: 20}, ")
        .answering(Map.of(BUDGET, says(LONG), STANDARD, says("It is 4.")))
        .start();
  }

  private static int bound(GatewayFixture gateway, int call) {
    return gateway.provider().received().get(call).json().path("max_tokens").asInt(0);
  }

  private static Reply ask(GatewayFixture gateway, String body, String mode, String task) {
    try (Wire wire = gateway.wire()) {
      return wire.chat(body, "x-sluice-stream: " + mode, "x-sluice-task: " + task).read();
    }
  }

  private static CannedAnswer says(String text) {
    return CannedAnswer.text(text);
  }
}
