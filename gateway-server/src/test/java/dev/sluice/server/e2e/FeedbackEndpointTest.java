package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.net.LeakWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Callers say what they think of their answers.
@ExtendWith(LeakWatch.class)
class FeedbackEndpointTest {

  private static final String ONE = "sk-sluice-feedback-1";
  private static final String TWO = "sk-sluice-feedback-2";

  @TempDir private Path data;

  @Test
  void takesTheVerdictOfTheCallerThatAsked() throws IOException {
    try (GatewayFixture gateway = GatewayFixture.start(keyed(), data)) {
      String id = ask(gateway, ONE);

      Reply up = rate(gateway, ONE, "{\"request_id\":\"" + id + "\",\"thumbs\":\"up\"}");
      Reply foreign = rate(gateway, TWO, "{\"request_id\":\"" + id + "\",\"thumbs\":\"up\"}");
      Reply unknown = rate(gateway, ONE, "{\"request_id\":\"01NONE\",\"thumbs\":\"up\"}");
      Reply nobody = rate(gateway, "sk-other", "{\"request_id\":\"" + id + "\",\"thumbs\":\"up\"}");

      assertThat(up.status()).isEqualTo(200);
      assertThat(up.json().path("request_id").asString("")).isEqualTo(id);
      assertThat(up.json().path("task").asString("")).isEqualTo("simple_qa");
      assertThat(up.json().path("tier").asString("")).isEqualTo("budget");
      assertThat(up.json().path("score").asDouble()).isOne();
      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.error()).isEqualTo("request_not_found");
      assertThat(foreign.text()).isEqualTo(unknown.text());
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(
              gateway.metric(
                  "sluice_feedback_total", "task", "simple_qa", "tier", "budget", "verdict", "up"))
          .isOne();
      assertThat(Files.readAllLines(data.resolve("feedback.jsonl"))).hasSize(1);
    }
  }

  @Test
  void theLastVerdictCountsAndOutlivesTheProcess() throws IOException {
    try (GatewayFixture gateway = GatewayFixture.start(keyed(), data)) {
      String id = ask(gateway, ONE);
      rate(gateway, ONE, "{\"request_id\":\"" + id + "\",\"thumbs\":\"up\"}");
      rate(
          gateway,
          ONE,
          "{\"request_id\":\"" + id + "\",\"thumbs\":\"down\",\"comment\":\"it lied about 4711\"}");

      assertThat(quality(gateway)).isZero();
      assertThat(samples(gateway)).isOne();
    }
    assertThat(Files.readString(data.resolve("feedback.jsonl"))).doesNotContain("4711");

    try (GatewayFixture gateway = GatewayFixture.start(keyed(), data)) {
      assertThat(quality(gateway)).isZero();
      assertThat(samples(gateway)).isOne();
    }
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    try (GatewayFixture gateway = Setup.shipped().start()) {
      Reply empty = gateway.post("/v1/feedback", "{}");
      Reply text = gateway.post("/feedback", "{", "content-type", "text/plain");
      Reply huge = gateway.post("/v1/feedback", "\"" + "x".repeat(70_000) + "\"");
      Reply get = gateway.get(gateway.gateway().dataUrl() + "/v1/feedback");

      assertThat(empty.status()).isEqualTo(400);
      assertThat(empty.json().path("error").path("param").asString("")).isEqualTo("request_id");
      assertThat(text.status()).isEqualTo(400);
      assertThat(huge.status()).isEqualTo(413);
      assertThat(get.status()).isEqualTo(405);
      assertThat(gateway.awaitMetric(0, "sluice_buffered_bytes")).isTrue();
      assertThat(gateway.awaitMetric(0, "sluice_inflight_requests")).isTrue();
    }
  }

  private static double quality(GatewayFixture gateway) {
    return gateway.metric(
        "sluice_accepted_quality", "source", "feedback", "bound", "estimate", "tier", "budget");
  }

  private static double samples(GatewayFixture gateway) {
    return gateway.metric("sluice_accepted_quality_samples", "source", "feedback");
  }

  private static String ask(GatewayFixture gateway, String key) {
    Reply reply =
        gateway.chat(
            Chats.of("auto", Chats.QUESTION),
            "x-sluice-task",
            "simple_qa",
            "authorization",
            "Bearer " + key);
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
    return reply.header("x-request-id");
  }

  private static Reply rate(GatewayFixture gateway, String key, String body) {
    return gateway.post("/v1/feedback", body, "authorization", "Bearer " + key);
  }

  private static Setup keyed() {
    return Setup.shipped()
        .with(
            "\nproviders:",
            "\nkeys: [{name: one, key: " + ONE + "}, {name: two, key: " + TWO + "}]\nproviders:");
  }
}
