package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who asks again, and who pays for it.
class RetryTest extends CheckTable {

  private static final String ASK = Chats.of("openai", Chats.QUESTION);
  private static final String ASK_STREAM = Chats.stream("openai", Chats.QUESTION);
  private static final String ANSWER =
      Said.completion("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop");
  private static final String[] AGAIN = {"x-stainless-retry-count", "1"};

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("R01", "a client that asks again after a failure pays once", this::again),
        Check.of("R01", "a client that asks again after a limit pays once", this::againAfterLimit),
        retryAfter("3", "3", "3000"),
        retryAfter("3600", "8", "8000"),
        Check.of("R02", "the Java SDK waits as long as it is told", this::javaSdkWaits)
            .only(Transport.HTTP_1),
        Check.of("R03", "a key and body twice is one call and one answer", this::sameKey),
        Check.of("R03", "a key and body twice at once is one call", this::sameKeyAtOnce),
        Check.of("R03", "another body under a key is refused", this::keyWithOtherBody),
        notRepeated("an error event", Said.stream(events(FIRST, HELLO, "{\"error\":{}}") + DONE)),
        notRepeated("a clean end", Said.stream(events(FIRST, HELLO))),
        notRepeated(
            "a cut", Said.stream(events(FIRST, HELLO)), Fault.cutAt(events(FIRST).length() + 5)),
        Check.of("R05", "another provider answers in place of a failing one", this::otherProvider),
        Check.of("R05", "another provider streams in place of a failing one", this::otherStream));
  }

  private void again(Stand stand) {
    stand.provider().script(RequestMatch.any(), Fault.status(500)).times(2);
    stand.provider().script(RequestMatch.any(), Said.json(ANSWER));

    Reply first = stand.chat(ASK);
    Reply second = stand.chat(ASK, AGAIN);

    assertThat(first.status()).isEqualTo(502);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isEqualTo(ANSWER);
    assertThat(second.header("x-sluice-cost-usd")).isEqualTo(Said.COST);
    assertThat(second.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    assertThat(stand.provider().received()).hasSize(3);
    assertBilledOnce(stand);
  }

  private void againAfterLimit(Stand stand) {
    stand
        .provider()
        .script(RequestMatch.any(), Fault.status(429).withHeader("retry-after", "0"))
        .times(1);
    stand.provider().script(RequestMatch.any(), Said.json(ANSWER));

    Reply first = stand.chat(ASK);
    Reply second = stand.chat(ASK, AGAIN);

    assertThat(List.of(first.status(), second.status())).endsWith(200);
    assertThat(second.text()).isEqualTo(ANSWER);
    assertBilledOnce(stand, first.status() == 200 ? 2 : 1);
  }

  private static void assertBilledOnce(Stand stand) {
    assertBilledOnce(stand, 1);
  }

  private static void assertBilledOnce(Stand stand, int answers) {
    double cost = new BigDecimal(Said.COST).doubleValue() * answers;
    assertThat(stand.gateway().awaitMetric(cost, "sluice_cost_usd_total")).isTrue();
    assertThat(stand.gateway().metric("sluice_tokens_total", "type", "output"))
        .isEqualTo(20 * answers);
  }

  private static Check retryAfter(String theirs, String ours, String millis) {
    return Check.of(
        "R02",
        "a provider's wait of " + theirs + " s is told as " + ours + " s",
        stand -> {
          stand
              .provider()
              .script(RequestMatch.any(), Fault.status(429).withHeader("retry-after", theirs));

          Reply reply = stand.chat(ASK);

          assertThat(reply.status()).isEqualTo(429);
          assertThat(reply.header("retry-after")).isEqualTo(ours);
          assertThat(reply.header("retry-after-ms")).isEqualTo(millis);
          assertThat(stand.provider().received()).hasSize(1);
        });
  }

  private void javaSdkWaits(Stand stand) {
    Setup setup = Stand.setup();
    GatewayFixture gateway =
        stand.start(
            new Setup(
                setup.yaml(),
                setup.provider().withClock(InstantSource.system()),
                Map.of(),
                setup.timeouts()));
    gateway
        .provider()
        .script(RequestMatch.any(), Fault.status(429).withHeader("retry-after", "2"))
        .times(1);
    gateway.provider().script(RequestMatch.any(), Said.json(ANSWER));
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + gateway.port() + "/v1")
            .apiKey("sk-any")
            .build();
    stand.atEnd(client::close);

    var completion =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder().model("openai").addUserMessage("Hi").build());

    assertThat(completion.choices().getFirst().message().content()).contains("Hi");
    List<ReceivedRequest> calls = gateway.provider().received();
    assertThat(calls).hasSize(2);
    assertThat(Duration.between(calls.get(0).time(), calls.get(1).time()))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    assertBilledOnce(stand);
  }

  private void sameKey(Stand stand) {
    stand.provider().script(RequestMatch.any(), Said.json(ANSWER));

    Reply first = stand.chat(ASK, "idempotency-key", "key-1");
    Reply second = stand.chat(ASK, "idempotency-key", "key-1");
    Reply other = stand.chat(ASK, "idempotency-key", "key-2");

    assertThat(List.of(first.text(), second.text(), other.text())).containsOnly(ANSWER);
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(stand.provider().received()).hasSize(2);
    assertBilledOnce(stand, 2);
  }

  private void sameKeyAtOnce(Stand stand) throws InterruptedException {
    stand
        .provider()
        .script(RequestMatch.any(), Said.json(ANSWER), Fault.delay(Duration.ofMillis(300)));
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      turns.add(stand.connect().send(Ask.chat(ASK, "idempotency-key", "key-1")));
    }

    for (Turn turn : turns) {
      assertThat(turn.reply().text()).isEqualTo(ANSWER);
    }
    assertThat(stand.provider().received()).hasSize(1);
    assertBilledOnce(stand);
  }

  private void keyWithOtherBody(Stand stand) {
    stand.chat(ASK, "idempotency-key", "key-1");

    Reply other = stand.chat(Chats.of("openai", "Another"), "idempotency-key", "key-1");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().path("error").path("type").asString(""))
        .isEqualTo("invalid_request_error");
    assertThat(other.error()).isEqualTo("idempotency_key_reused");
    assertThat(other.header("x-should-retry")).isEqualTo("false");
    assertThat(stand.provider().received()).hasSize(1);
  }

  private static Check notRepeated(String how, Fault... faults) {
    return Check.of(
        "R04",
        "a stream that fails by " + how + " after its first token is not asked again",
        stand -> {
          stand.provider().script(RequestMatch.any(), faults);

          Turn turn = stand.send(Ask.chat(ASK_STREAM));

          assertThat(turn.reply().events()).contains(FIRST).doesNotContain("[DONE]");
          Told.uncleanEnd(stand.transport(), turn);
          assertThat(stand.gateway().awaitMetric(1, "sluice_upstream_attempts_total")).isTrue();
          assertThat(stand.provider().received()).hasSize(1);
        });
  }

  private static String twoProviders(ScriptedProvider failing) {
    return "  failing: {base_url: \"http://127.0.0.1:"
        + failing.port()
        + "/v1\", api_key: other}\nmodels:\n"
        + "  two: {providers: [failing, {provider: global, name: openai}], tier: budget,"
        + " price: {input: 2.5, output: 10}}\n";
  }

  private Reply throughTwo(Stand stand, String body, Fault answer) {
    ScriptedProvider failing =
        ScriptedProvider.answering(ScriptedProvider.json(503, "{\"error\":{\"message\":\"no\"}}"));
    stand.atEnd(failing::close);
    stand.start(Stand.setup().with("models:\n", twoProviders(failing)));
    stand.provider().script(RequestMatch.any(), answer);

    Reply reply = stand.chat(body);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-request-id")).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(reply.text()).doesNotContain("\"error\"");
    assertThat(stand.upstream().model()).isEqualTo("openai");
    GatewayFixture gateway = stand.gateway();
    assertBilledOnce(stand);
    assertThat(attempts(gateway, "failing")).isEqualTo(2);
    assertThat(attempts(gateway, "global")).isOne();
    assertThat(gateway.metric("sluice_requests_total")).isOne();
    return reply;
  }

  private static double attempts(GatewayFixture gateway, String provider) {
    return gateway.metric("sluice_upstream_attempts_total", "provider", provider);
  }

  private void otherProvider(Stand stand) {
    Reply reply = throughTwo(stand, Chats.of("two", Chats.QUESTION), Said.json(ANSWER));

    assertThat(reply.text()).isEqualTo(ANSWER);
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("3");
    assertThat(reply.header("x-sluice-cost-usd")).isEqualTo(Said.COST);
  }

  private void otherStream(Stand stand) {
    String raw = events(FIRST, HELLO, STOP, Said.usageChunk(Said.USAGE)) + DONE;

    Reply reply = throughTwo(stand, Chats.stream("two", Chats.QUESTION), Said.stream(raw));

    assertThat(reply.text()).isEqualTo(events(FIRST, HELLO, STOP) + DONE);
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("3");
  }
}
