package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class AnswerTest {

  @Test
  void sendsTheProvidersBytesWithOurHeaders() throws Exception {
    FakeGateway.Waiting waiting =
        x -> {
          x.taskIs(new TaskDecision(TaskType.SIMPLE_QA, 0.934));
          x.cacheIs(CacheOutcome.MISS);
          Usd baseline = Usd.parse("0.000045");
          x.baselineIs(new Estimate(baseline, baseline, baseline, true));
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), waiting);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(false)).read();
      FakeGateway.Seen seen = rig.gateway().nextSeen();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo(Rig.ANSWER);
      assertThat(reply.headers())
          .containsEntry("content-type", "application/json")
          .containsEntry("x-request-id", seen.exchange().id())
          .containsEntry("x-sluice-task", "simple_qa;p=0.93")
          .containsEntry("x-sluice-model", "vendor/small")
          .containsEntry("x-sluice-tier", "budget")
          .containsEntry("x-sluice-attempts", "1")
          .containsEntry("x-sluice-route", "vendor/small:accept")
          .containsEntry("x-sluice-cache", "MISS")
          .containsEntry("x-sluice-cost-usd", "0.000014000")
          .containsEntry("x-sluice-baseline-usd", "0.000045000")
          .containsEntry("x-sluice-saved-usd", "0.000031000")
          .containsEntry("x-sluice-upstream-request-id", "upstream-7")
          .containsKeys("x-sluice-latency-ms", "x-sluice-overhead-ms");
      assertThat(seen.outcome()).isEqualTo(new Outcome(Outcome.Kind.OK, 200));
      assertThat(seen.closedBefore()).isTrue();
      assertThat(rig.admission().requests()).isZero();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void replaysAnAnswerAsAStreamWithItsCost() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(true)).read();

      assertThat(reply.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
      assertThat(reply.header("cache-control")).isEqualTo("no-cache");
      assertThat(reply.header("x-accel-buffering")).isEqualTo("no");
      assertThat(reply.header("x-sluice-model")).isEqualTo("vendor/small");
      assertThat(reply.body())
          .contains("Paris", "\"cost\":0.000014000,\"cost_details\":{", "\"attempts\":1")
          .endsWith("data: [DONE]\n\n");
      assertThat(reply.clean()).isTrue();
      assertThat(wire.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
    }
  }

  @Test
  void showsTheNameThatWasAskedForWhereTheConfigurationSaysSo() throws Exception {
    try (Rig rig = new Rig(new TestConfig().requestedModelInAnswer(), Rig::answer);
        Wire wire = rig.connect()) {
      Wire.Reply json = wire.chat(Wire.chatBody(false)).read();
      Wire.Reply events = wire.chat(Wire.chatBody(true)).read();

      assertThat(json.body()).isEqualTo(Rig.ANSWER.replace("small-dated", "auto"));
      assertThat(events.body()).contains("\"model\":\"auto\"").doesNotContain("small-dated");
    }
  }

  @Test
  void writesErrorsWithTheirRetryHints() throws Exception {
    ApiError error =
        ApiError.of(429, "Slow down.", "requests", null, "rate_limit_exceeded")
            .retryAfter(Duration.ofMillis(1500))
            .shouldRetry(true);
    try (Rig rig = new Rig(new TestConfig(), x -> new Step.Rejected(error));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(true)).read();

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.headers())
          .containsEntry("retry-after", "2")
          .containsEntry("retry-after-ms", "1500")
          .containsEntry("x-should-retry", "true")
          .containsEntry("x-sluice-attempts", "0");
      assertThat(rig.gateway().nextSeen().outcome())
          .isEqualTo(new Outcome(Outcome.Kind.REJECTED, 429));
      assertThat(wire.chat(Wire.chatBody(false)).read().status()).isEqualTo(429);
    }
  }

  @Test
  void relaysAWholeAnswerThatIsNoChat() throws Exception {
    byte[] vector = "{\"object\":\"list\",\"data\":[]}".getBytes(StandardCharsets.UTF_8);
    var head =
        new UpstreamResponse.Head(
            200, List.of(new Header("Content-Type", "application/json; charset=utf-8")), 1);
    try (Rig rig =
            new Rig(
                new TestConfig(), x -> new Step.Relayed(new UpstreamResponse.Whole(head, vector)));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/embeddings", "{\"model\":\"e\",\"input\":\"x\"}").read();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(reply.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(vector);
    }
  }

  @Test
  void answersAFailureOfOursWith500AndSaysNothingOfIt() throws Exception {
    FakeGateway.Waiting broken =
        x -> {
          throw new IllegalStateException("secret detail");
        };
    try (Rig rig = new Rig(new TestConfig(), broken);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(false)).read();

      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.body()).doesNotContain("secret").contains("\"type\":\"server_error\"");
      assertThat(rig.gateway().nextSeen().outcome().kind()).isEqualTo(Outcome.Kind.INTERNAL);
    }
  }

  @Test
  void answers503AtOnceWhereNoPlaceIsFree() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    FakeGateway.Waiting slow =
        x -> {
          waiting.countDown();
          release.await();
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig().limits(1, 1 << 20), slow);
        Wire first = rig.connect();
        Wire second = rig.connect()) {
      first.chat(Wire.chatBody(false));
      waiting.await();

      Wire.Reply reply = second.chat(Wire.chatBody(false)).read();
      release.countDown();

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("server_is_overloaded");
      assertThat(reply.header("retry-after")).isNotEmpty();
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(second.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
    }
  }

  @Test
  void opensTheStreamEarlyForAClientThatWaits() throws Exception {
    CountDownLatch commented = new CountDownLatch(1);
    FakeGateway.Waiting holding =
        x -> {
          x.client().keepAlive();
          commented.await();
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), holding);
        Wire wire = rig.connect()) {
      wire.chat(Wire.chatBody(true));

      var head = wire.readHead();
      String comment = wire.nextChunk();
      commented.countDown();
      StringBuilder rest = new StringBuilder();
      for (String chunk = wire.nextChunk(); !chunk.isEmpty(); chunk = wire.nextChunk()) {
        rest.append(chunk);
      }

      assertThat(head).containsEntry(":status", "200").containsKey("x-request-id");
      assertThat(head.keySet()).noneMatch(name -> name.startsWith("x-sluice-"));
      assertThat(comment).isEqualTo(": keep-alive\n\n");
      assertThat(rest.toString())
          .contains(
              "Paris", "\"cost_details\":{", "\"model\":\"vendor/small\"", "\"tier\":\"budget\"")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void turnsALateFailureIntoAnEventAndACut() throws Exception {
    FakeGateway.Waiting failing =
        x -> {
          x.client().keepAlive();
          return new Step.Rejected(HttpErrors.upstreamError("It failed."));
        };
    try (Rig rig = new Rig(new TestConfig(), failing);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(true)).read();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.clean()).isFalse();
      assertThat(reply.body()).contains("data: {\"error\":{").doesNotContain("[DONE]");
      assertThat(rig.gateway().nextSeen().outcome())
          .isEqualTo(new Outcome(Outcome.Kind.UPSTREAM_ERROR, 200));
    }
  }

  @Test
  void sendsNoCommentsToAClientThatWantsJson() throws Exception {
    FakeGateway.Waiting holding =
        x -> {
          x.client().keepAlive();
          return Rig.answer(x);
        };
    try (Rig rig = new Rig(new TestConfig(), holding);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(false)).read();

      assertThat(reply.body()).isEqualTo(Rig.ANSWER);
    }
  }

  @Test
  void scansLargeBodiesAside() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      String body = Wire.chatBody(false).replace("France", "F".repeat(1 << 20));

      Wire.Reply reply = wire.chat(body).read();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(rig.gateway().nextSeen().exchange().request().body()).hasSize(body.length());
    }
  }

  @Test
  void servesTheJdksClient() throws Exception {
    try (Rig rig = Rig.answering();
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + rig.server().port() + "/v1/chat/completions");
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .POST(HttpRequest.BodyPublishers.ofString(Wire.chatBody(false)))
              .build();

      var first = client.send(request, HttpResponse.BodyHandlers.ofString());
      var second = client.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(first.body()).isEqualTo(Rig.ANSWER);
      assertThat(second.body()).isEqualTo(Rig.ANSWER);
      assertThat(rig.server().connections()).isEqualTo(1);
    }
  }
}
