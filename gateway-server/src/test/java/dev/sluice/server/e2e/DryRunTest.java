package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.net.LeakWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// `POST /v1/route` says what would be done, and does nothing of it.
@ExtendWith(LeakWatch.class)
class DryRunTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String STANDARD = "deepseek-v4-flash";
  private static final String PREMIUM = "deepseek-reasoner";
  private static final String BOUNDED = ",\"max_tokens\":100";

  @Test
  void tellsTheStepsAndTheirPricesAndCallsNobody() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      Reply reply =
          gateway.post(
              "/v1/route",
              Chats.of("auto", Chats.QUESTION, BOUNDED),
              "x-sluice-task",
              "simple_qa",
              "x-sluice-quality",
              "0.5");

      JsonNode json = reply.json();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(json.path("model").asString("")).isEqualTo("auto");
      assertThat(json.path("task").asString("")).isEqualTo("simple_qa");
      assertThat(json.path("task_probability").isNull()).isTrue();
      assertThat(json.path("stream").isNull()).isTrue();
      assertThat(json.path("cache").asString("")).isEqualTo("MISS");
      assertThat(model(json, 0)).isEqualTo(BUDGET);
      assertThat(model(json, 1)).isEqualTo(STANDARD);
      assertThat(model(json, 2)).isEqualTo(PREMIUM);
      assertThat(json.path("steps").path(0).path("threshold").asDouble()).isEqualTo(0.8);
      assertThat(json.path("steps").path(1).path("threshold").asDouble()).isEqualTo(0.9);
      assertThat(json.path("steps").path(2).path("threshold").isNull()).isTrue();
      assertThat(json.path("expected_usd").asDouble())
          .isPositive()
          .isLessThan(json.path("worst_case_usd").asDouble());
      assertThat(json.path("assumed").asBoolean()).isTrue();
      assertThat(gateway.provider().received()).isEmpty();
      assertThat(gateway.metric("sluice_requests_total")).isZero();
    }
  }

  @Test
  void classifiesAsTheRequestWouldBe() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      String body = Chats.of("auto", "Translate into French: The weather is nice today.");
      JsonNode route = gateway.post("/route", body).json();
      Reply chat = gateway.chat(body);

      assertThat(route.path("task").asString("")).isEqualTo(chat.task());
      assertThat(chat.header("x-sluice-task"))
          .endsWith(
              String.format(Locale.ROOT, ";p=%.2f", route.path("task_probability").asDouble()));
      assertThat(model(route, 0)).isEqualTo(chat.model());
    }
  }

  @Test
  void showsStepsThatCompareTwoAnswers() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      JsonNode json =
          gateway
              .post(
                  "/v1/route",
                  Chats.stream("auto", "6*7?"),
                  "x-sluice-task",
                  "complex_reasoning",
                  "x-sluice-quality",
                  "1")
              .json();

      JsonNode first = json.path("steps").path(0);
      assertThat(first.path("calls").size()).isEqualTo(2);
      assertThat(first.path("threshold").asDouble()).isOne();
      assertThat(json.path("stream").asString("")).isEqualTo("auto");
    }
  }

  @Test
  void knowsWhatIsStored() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      String body = Chats.of("auto", Chats.QUESTION);
      gateway.chat(body, "x-sluice-task", "simple_qa");
      gateway.awaitMetric(1, "sluice_cache_entries");

      JsonNode json = gateway.post("/v1/route", body, "x-sluice-task", "simple_qa").json();
      JsonNode off =
          gateway
              .post("/v1/route", body, "x-sluice-task", "simple_qa", "x-sluice-cache", "off")
              .json();

      assertThat(json.path("cache").asString("")).isEqualTo("HIT");
      assertThat(json.path("expected_usd").asDouble()).isZero();
      assertThat(off.path("cache").asString("")).isEqualTo("MISS");
    }
  }

  @Test
  void explicitModelsAndTiersHaveOneStepWithoutAGate() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      JsonNode named = gateway.post("/v1/route", Chats.stream(STANDARD, "hello")).json();
      JsonNode tier = gateway.post("/v1/route", Chats.of("tier:premium", "hello")).json();

      assertThat(named.path("kind").asString("")).isEqualTo("explicit");
      assertThat(named.path("task").isNull()).isTrue();
      assertThat(named.path("stream").asString("")).isEqualTo("direct");
      assertThat(named.path("steps").size()).isOne();
      assertThat(model(tier, 0)).isEqualTo(PREMIUM);
    }
  }

  @Test
  void answersWithTheErrorThatTheRequestWouldGet() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .with(
                "\nproviders:",
                "\nkeys: [{name: poor, key: sk-sluice-poor-1, budget_usd: {total: 0.000000001}, rpm: 100},"
                    + " {name: slow, key: sk-sluice-slow-1, rpm: 1}]\nproviders:")
            .start()) {
      String body = Chats.of("auto", Chats.QUESTION, BOUNDED);

      Reply nobody = gateway.post("/v1/route", body);
      Reply poor = route(gateway, "sk-sluice-poor-1", body);
      Reply poorChat = gateway.chat(body, "authorization", "Bearer sk-sluice-poor-1");
      Reply first =
          gateway.post(
              "/v1/route",
              body,
              "authorization",
              "Bearer sk-sluice-slow-1",
              "x-sluice-max-cost-usd",
              "0.000000001");
      Reply second = route(gateway, "sk-sluice-slow-1", body);
      Reply unknown = route(gateway, "sk-sluice-poor-1", Chats.of("no-such-model", "hello"));
      Reply broken = route(gateway, "sk-sluice-poor-1", "{\"model\":\"auto\"}");

      assertThat(nobody.status()).isEqualTo(401);
      assertThat(poor.status()).isEqualTo(429);
      assertThat(poor.text()).isEqualTo(poorChat.text());
      assertThat(poor.header("x-should-retry")).isEqualTo("false");
      assertThat(first.status()).isEqualTo(402);
      assertThat(first.error()).isEqualTo("budget_exceeded");
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.error()).isEqualTo("rate_limit_exceeded");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(broken.status()).isEqualTo(400);
      assertThat(gateway.provider().received()).isEmpty();
      assertThat(gateway.awaitMetric(0, "sluice_inflight_requests")).isTrue();
      assertThat(gateway.awaitMetric(0, "sluice_buffered_bytes")).isTrue();
    }
  }

  @Test
  void readsCompressedBodies() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Chats.of("auto", Chats.QUESTION).getBytes(StandardCharsets.UTF_8));
    }
    try (GatewayFixture gateway = Setup.shipped().start()) {
      Reply reply = gateway.post("/v1/route", packed.toByteArray(), "content-encoding", "gzip");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().path("object").asString("")).isEqualTo("route");
      assertThat(gateway.awaitMetric(0, "sluice_buffered_bytes")).isTrue();
    }
  }

  private static Reply route(GatewayFixture gateway, String key, String body) {
    return gateway.post("/v1/route", body, "authorization", "Bearer " + key);
  }

  private static String model(JsonNode json, int step) {
    return json.path("steps").path(step).path("calls").path(0).path("model").asString("");
  }
}
