package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.server.net.LeakWatch;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The money cap of one request, over all its attempts.
@ExtendWith(LeakWatch.class)
class MoneyCapTest {

  private static final CannedAnswer UNABLE =
      CannedAnswer.text("I'm sorry, but as an AI I don't have access to the internet.");

  @Test
  void refusesWhatNoModelCanAnswerWithinTheCap() {
    try (GatewayFixture gateway = Setup.shipped().start()) {

      Reply reply =
          gateway.chat(
              Chats.of("auto", Chats.QUESTION, ",\"max_tokens\":100"),
              "x-sluice-task",
              "simple_qa",
              "x-sluice-max-cost-usd",
              "0.0000000001");

      assertThat(reply.status()).isEqualTo(402);
      assertThat(reply.error()).isEqualTo("budget_exceeded");
      assertThat(reply.header("x-should-retry")).isEqualTo("false");
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("0");
      assertThat(gateway.provider().received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void servesTheBestSoFarWhenTheRestIsTooDear(boolean stream) {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of("Qwen/Qwen3-8B", UNABLE)).start()) {
      String more = ",\"max_tokens\":100" + (stream ? ",\"stream\":true" : "");

      Reply reply =
          gateway.chat(
              Chats.of("auto", Chats.QUESTION, more),
              "x-sluice-task",
              "simple_qa",
              "x-sluice-max-cost-usd",
              "0.00001");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.content()).isEqualTo(UNABLE.content());
      assertThat(reply.route())
          .isEqualTo(
              "Qwen/Qwen3-8B:reject(refusal),deepseek-v4-flash:budget,deepseek-reasoner:budget");
      assertThat(gateway.metric("sluice_escalations_total")).isZero();
      assertThat(gateway.provider().received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void goesOnWithWhatTheFirstAnswerReallyCost(String more) {
    try (GatewayFixture gateway =
        Setup.shipped().answering(Map.of("Qwen/Qwen3-8B", UNABLE)).start()) {

      Reply reply =
          gateway.chat(
              Chats.of("auto", Chats.QUESTION, ",\"max_tokens\":2000" + more),
              "x-sluice-task",
              "simple_qa",
              "x-sluice-stream",
              "buffered",
              "x-sluice-max-cost-usd",
              "0.000025"); // less than both at their worst

      assertThat(reply.route()).isEqualTo("Qwen/Qwen3-8B:reject(refusal),deepseek-v4-flash:accept");
    }
  }

  @Test
  void neverSpendsMoreThanTheCap() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering(Map.of("Qwen/Qwen3-8B", UNABLE, "deepseek-v4-flash", UNABLE))
            .start()) {
      for (String cap : new String[] {"0.000002", "0.00002", "0.0001", "0.0005", "0.002"}) {

        Reply reply =
            gateway.chat(
                Chats.of("auto", "How much is " + cap + "?", ",\"max_tokens\":2000"),
                "x-sluice-task",
                "simple_qa",
                "x-sluice-max-cost-usd",
                cap);

        assertThat(reply.status()).isIn(200, 402);
        assertThat(reply.usd("cost")).isLessThanOrEqualTo(new BigDecimal(cap));
      }
      assertThat(gateway.provider().invoice().totalNanoUsd()).isPositive();
    }
  }

  @Test
  void clampsTheAnswersLengthToWhatIsLeft() {
    try (GatewayFixture gateway = Setup.shipped().start()) {

      Reply reply =
          gateway.chat(
              Chats.of("tier:premium", "Write at length.", ",\"max_tokens\":100000"),
              "x-sluice-max-cost-usd",
              "0.001");

      assertThat(reply.status()).isEqualTo(200);
      long sent = gateway.provider().received().getLast().json().path("max_tokens").asLong();
      assertThat(sent).isBetween(16L, 400L);
      assertThat(reply.usd("cost")).isLessThanOrEqualTo(new BigDecimal("0.001"));
    }
  }

  @Test
  void holdsAnExplicitModelToTheCapWithoutTouchingItsRequest() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      String request = Chats.of("deepseek-reasoner", "Write at length.", ",\"max_tokens\":100000");

      Reply refused = gateway.chat(request, "x-sluice-max-cost-usd", "0.001");
      Reply allowed = gateway.chat(request, "x-sluice-max-cost-usd", "1");

      assertThat(refused.status()).isEqualTo(402);
      assertThat(allowed.status()).isEqualTo(200);
      assertThat(gateway.provider().received().getLast().bodyText()).isEqualTo(request);
    }
  }
}
