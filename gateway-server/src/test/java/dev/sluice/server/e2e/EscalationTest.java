package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.ToolCall;
import dev.sluice.server.net.LeakWatch;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens when the budget tier's answer is no good, and when it only looks so.
@ExtendWith(LeakWatch.class)
class EscalationTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String STANDARD = "deepseek-v4-flash";
  private static final String PREMIUM = "deepseek-reasoner";

  private static final String SCHEMA =
      ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\",\"strict\":true,"
          + "\"schema\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
          + "\"required\":[\"city\"],\"additionalProperties\":false}}}";
  private static final String JSON = ",\"response_format\":{\"type\":\"json_object\"}";
  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
          + "\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}}]";

  /// One way in which the first answer is bad.
  ///
  /// @param more members of the request
  /// @param good what the next tier says
  record Bad(String what, String reason, String more, CannedAnswer bad, CannedAnswer good) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Bad> badAnswers() {
    CannedAnswer city = CannedAnswer.text("{\"city\":\"Paris\"}");
    return Stream.of(
        new Bad("empty", "empty", "", CannedAnswer.text(""), Setup.USUAL),
        new Bad("blank", "empty", "", CannedAnswer.text(" \n "), Setup.USUAL),
        new Bad(
            "inability",
            "refusal",
            "",
            CannedAnswer.text(
                "I'm sorry, but as an AI language model I don't have access to the internet."),
            Setup.USUAL),
        new Bad(
            "cut by the provider",
            "length",
            "",
            CannedAnswer.text("The capital of").withFinishReason("length"),
            Setup.USUAL),
        new Bad("no JSON", "format", JSON, CannedAnswer.text("city: Paris"), city),
        new Bad("fenced JSON", "format", JSON, CannedAnswer.text("```json\n{}\n```"), city),
        new Bad("wrong by schema", "format", SCHEMA, CannedAnswer.text("{\"city\":3}"), city),
        new Bad(
            "too much by schema", "format", SCHEMA, CannedAnswer.text("{\"town\":\"x\"}"), city),
        new Bad("arguments are no JSON", "format", TOOLS, call("weather", "{\"city\":"), paris()),
        new Bad("arguments lack a field", "format", TOOLS, call("weather", "{}"), paris()),
        new Bad("unknown tool", "format", TOOLS, call("forecast", "{\"city\":\"P\"}"), paris()),
        new Bad(
            "another language",
            "language",
            "",
            CannedAnswer.text("法国的首都是巴黎，它位于塞纳河畔，是法国最大的城市，也是该国的政治、经济和文化中心，历史悠久，人口众多。"),
            Setup.USUAL));
  }

  private static CannedAnswer call(String name, String arguments) {
    return CannedAnswer.calls(new ToolCall("call_1", name, arguments));
  }

  private static CannedAnswer paris() {
    return call("weather", "{\"city\":\"Paris\"}");
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void asksTheNextTierAfterABadAnswer(Bad bad) {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of(BUDGET, bad.bad(), STANDARD, bad.good())).start()) {

      Reply reply = gateway.chat(question(bad.more()), "x-sluice-task", "simple_qa");

      assertThat(reply.route())
          .isEqualTo(BUDGET + ":reject(" + bad.reason() + ")," + STANDARD + ":accept");
      assertThat(reply.model()).isEqualTo(STANDARD);
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("2");
      assertThat(reply.content()).isEqualTo(text(bad.good()));
      assertThat(
              gateway.awaitMetric(
                  1,
                  "sluice_escalations_total",
                  "from",
                  "budget",
                  "to",
                  "standard",
                  "reason",
                  bad.reason()))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void judgesAStreamBeforeTheClientSeesIt(Bad bad) {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of(BUDGET, bad.bad(), STANDARD, bad.good())).start()) {

      Reply reply =
          gateway.chat(question(bad.more() + ",\"stream\":true"), "x-sluice-task", "simple_qa");

      assertThat(reply.route())
          .isEqualTo(BUDGET + ":reject(" + bad.reason() + ")," + STANDARD + ":accept");
      assertThat(reply.content()).isEqualTo(text(bad.good()));
      assertThat(reply.endsWithDone()).isTrue();
      assertThat(reply.chunks())
          .allSatisfy(chunk -> assertThat(chunk.path("model").asString("")).isEqualTo(STANDARD));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that request because it is illegal and dangerous.",
        "I cannot assist with that.",
        "对不起，我无法提供违法的帮助。"
      })
  void servesARefusalForSafetyAsItStands(String refusal) {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of(BUDGET, CannedAnswer.text(refusal))).start()) {

      Reply reply = gateway.chat(question(""), "x-sluice-task", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":accept");
      assertThat(reply.content()).isEqualTo(refusal);
    }
  }

  @Test
  void climbsToTheLastTierAndServesItWhateverItSays() {
    CannedAnswer nothing = CannedAnswer.text("");
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering(Map.of(BUDGET, nothing, STANDARD, nothing, PREMIUM, nothing))
            .start()) {

      Reply reply = gateway.chat(question(""), "x-sluice-task", "simple_qa");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.route())
          .isEqualTo(
              BUDGET + ":reject(empty)," + STANDARD + ":reject(empty)," + PREMIUM + ":accept");
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("3");
    }
  }

  @Test
  void servesTheSecondOfTwoThatAgree() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering(
                Map.of(
                    BUDGET, CannedAnswer.text("6 times 7 is 42. The answer is 42."),
                    STANDARD, CannedAnswer.text("Seven sixes make 42.\n\nAnswer: 42")))
            .start()) {

      Reply reply =
          gateway.chat(
              Chats.of("auto", "What is 6 times 7?"), "x-sluice-task", "complex_reasoning");

      assertThat(reply.route()).isEqualTo(BUDGET + "+" + STANDARD + ":agree");
      assertThat(reply.model()).isEqualTo(STANDARD);
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("2");
    }
  }

  @Test
  void asksThePremiumTierWhenTwoDisagree() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering(
                Map.of(
                    BUDGET, CannedAnswer.text("The answer is 41."),
                    STANDARD, CannedAnswer.text("The answer is 42."),
                    PREMIUM, CannedAnswer.text("The answer is 42, indeed.")))
            .start()) {

      Reply reply =
          gateway.chat(
              Chats.of("auto", "What is 6 times 7?"), "x-sluice-task", "complex_reasoning");

      assertThat(reply.route())
          .isEqualTo(BUDGET + "+" + STANDARD + ":reject(disagree)," + PREMIUM + ":accept");
      assertThat(reply.content()).isEqualTo("The answer is 42, indeed.");
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("3");
    }
  }

  @Test
  void servesAnAnswerThatTheClientItselfCutShort() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering(Map.of(BUDGET, CannedAnswer.text("one two three four five six seven eight")))
            .start()) {

      Reply reply = gateway.chat(question(",\"max_tokens\":3"), "x-sluice-task", "simple_qa");

      assertThat(reply.route()).isEqualTo(BUDGET + ":accept");
      assertThat(reply.json().path("choices").path(0).path("finish_reason").asString(""))
          .isEqualTo("length");
    }
  }

  private static String question(String more) {
    return Chats.of("auto", "What is the capital of France and what is the weather there?", more);
  }

  private static String text(CannedAnswer answer) {
    return answer.content() == null ? "" : answer.content();
  }
}
