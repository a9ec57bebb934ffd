package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.ScriptHandle;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Check R03, `Idempotency-Key`: the same request under the same key, also at once, is one call to
/// a provider; another body under that key is 409.
@ExtendWith(LeakWatch.class)
class IdempotencyTest {

  private static final String MODEL = "deepseek-coder";
  private static final String HEADER = "idempotency-key";

  /// What no cache would take.
  private static final String UNCACHED =
      ",\"temperature\":1,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

  private static final String UNCACHED_STREAM = UNCACHED + ",\"stream\":true";

  private GatewayFixture gateway;

  @BeforeEach
  void start() {
    gateway = Setup.shipped().start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({"deepseek-coder, ''", "auto, ''", "auto, ',\"stream\":true'", "tier:budget, ''"})
  void r03AnswersTheSameRequestAgainForNothing(String name, String more) {
    String body = Chats.of(name, Chats.QUESTION, more);
    Reply first = chat(body, "x-sluice-cache", "off");

    Reply second = chat(body, "x-sluice-cache", "off");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.cache()).isEqualTo("BYPASS");
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.header("x-sluice-attempts")).isEqualTo("0");
    assertThat(second.header("x-sluice-cost-usd")).isEqualTo("0.000000000");
    assertThat(second.model()).isEqualTo(first.model());
    assertThat(second.fact("tier")).isEqualTo(first.fact("tier"));
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    assertThat(gateway.provider().received()).hasSize(1);
    assertThat(gateway.awaitMetric(2, "sluice_requests_total", "outcome", "ok")).isTrue();
    assertThat(gateway.metric("sluice_upstream_attempts_total")).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UNCACHED,
        UNCACHED_STREAM,
        ",\"n\":2",
        ",\"n\":2,\"stream\":true",
        ",\"store\":true",
        ",\"max_tokens\":1"
      })
  void r03WorksWhereTheCacheRefuses(String more) {
    String body = Chats.of(MODEL, Chats.QUESTION, more);
    Reply first = chat(body);

    Reply second = chat(body);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(gateway.provider().received()).hasSize(1);
  }

  @Test
  void r03AReplayedStreamCostsNothing() {
    String body = Chats.streamWithUsage(MODEL, Chats.QUESTION);
    Reply first = chat(body, "cache-control", "no-store");

    Reply second = chat(body, "cache-control", "no-store");

    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.content()).isEqualTo(first.content());
    assertThat(second.endsWithDone()).isTrue();
    assertThat(Objects.requireNonNull(first.usage()).path("cost").decimalValue()).isPositive();
    assertThat(Objects.requireNonNull(second.usage()).path("cost").decimalValue()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/embeddings, '{\"model\":\"deepseek-coder\",\"input\":\"a\"}'",
    "/v1/completions, '{\"model\":\"deepseek-coder\",\"prompt\":\"a\"}'",
    "/v1/completions, '{\"model\":\"deepseek-coder\",\"prompt\":\"a\",\"stream\":true}'"
  })
  void r03WorksForWhatIsNoChat(String path, String body) {
    Reply first = gateway.post(path, body, HEADER, "k1");

    Reply second = gateway.post(path, body, HEADER, "k1");
    Reply other = gateway.post(path, body.replace("\"a\"", "\"b\""), HEADER, "k1");

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("content-type")).isEqualTo(first.header("content-type"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(gateway.provider().received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true", UNCACHED, UNCACHED_STREAM})
  void r03SixteenAtOnceAreOneCall(String more) throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.delay(Duration.ofMillis(300)));

    List<Reply> replies = atOnce(16, Chats.of(MODEL, Chats.QUESTION, more));

    assertThat(gateway.provider().received()).hasSize(1);
    assertThat(replies).extracting(Reply::cache).filteredOn("HIT"::equals).hasSize(15);
    assertThat(replies).extracting(Reply::text).containsOnly(replies.getFirst().text());
    assertThat(replies).extracting(r -> r.header("x-request-id")).doesNotHaveDuplicates();
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  @Test
  void r03AnotherBodyUnderTheKeyIsAConflict() {
    chat(Chats.of(MODEL, "one"));

    Reply other = chat(Chats.of(MODEL, "two"));

    checkConflict(other);
    assertThat(chat(Chats.of(MODEL, "one")).cache()).isEqualTo("HIT");
    assertThat(gateway.provider().received()).hasSize(1);
  }

  @Test
  void r03AnotherBodyIsAConflictWhileTheFirstRuns() throws Exception {
    ScriptHandle slow =
        gateway.provider().script(RequestMatch.any(), Fault.delay(GatewayFixture.PATIENCE));
    try (Wire first = gateway.wire()) {
      first.chat(Chats.of(MODEL, "one"), HEADER + ": k1");
      assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
      slow.remove();

      checkConflict(chat(Chats.of(MODEL, "two")));
    }
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  @Test
  void r03ACachedAnswerHidesNoConflict() {
    gateway.chat(Chats.of(MODEL, "cached"));
    chat(Chats.of(MODEL, "one"));

    checkConflict(chat(Chats.of(MODEL, "cached")));
  }

  private static void checkConflict(Reply reply) {
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.error()).isEqualTo("idempotency_key_reused");
    assertThat(reply.json().path("error").path("type").asString(""))
        .isEqualTo("invalid_request_error");
    assertThat(reply.json().path("error").path("param").isNull()).isTrue();
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("0");
  }

  @Test
  void r03ACachedAnswerIsTheKeysOwnFromThenOn() {
    Reply cached = gateway.chat(Chats.of(MODEL, Chats.QUESTION));

    Reply first = chat(Chats.of(MODEL, Chats.QUESTION));
    Reply second = chat(Chats.of(MODEL, Chats.QUESTION), "x-sluice-cache", "off");

    assertThat(first.cache()).isEqualTo("HIT");
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.body()).isEqualTo(first.body()).isEqualTo(cached.body());
    assertThat(gateway.provider().received()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void r03AFailureIsForgotten(String more) {
    String body = Chats.of(MODEL, Chats.QUESTION, more);
    ScriptHandle failing = gateway.provider().script(RequestMatch.any(), Fault.status(500));
    assertThat(chat(body).status()).isGreaterThanOrEqualTo(500);
    failing.remove();
    gateway.provider().clearReceived();

    Reply next = chat(body);

    assertThat(next.status()).isEqualTo(200);
    assertThat(next.header("x-sluice-attempts")).isEqualTo("1");
    assertThat(gateway.provider().received()).hasSize(1);
  }

  @Test
  void r03AStreamThatBrokeIsForgotten() {
    gateway.provider().script(RequestMatch.any(), Fault.cutAt(900)).times(1);
    try (Wire wire = gateway.wire()) {
      Reply broken = wire.chat(Chats.stream(MODEL, Chats.QUESTION), HEADER + ": k1").read();
      assertThat(broken.isComplete()).isFalse();
    }

    Reply next = chat(Chats.stream(MODEL, Chats.QUESTION));

    assertThat(next.endsWithDone()).isTrue();
    assertThat(next.cache()).isNotEqualTo("HIT");
  }

  @Test
  void r03AfterAFailureOneOfThoseWhoWaitAsksForAll() throws Exception {
    gateway
        .provider()
        .script(RequestMatch.any(), Fault.delay(Duration.ofMillis(300)), Fault.status(400))
        .times(1);
    gateway.provider().script(RequestMatch.any(), Fault.delay(Duration.ofMillis(100)));

    List<Reply> replies = atOnce(8, Chats.of(MODEL, Chats.QUESTION, UNCACHED));

    assertThat(replies).extracting(Reply::status).filteredOn(s -> s == 400).hasSize(1);
    assertThat(replies).extracting(Reply::status).filteredOn(s -> s == 200).hasSize(7);
    assertThat(gateway.provider().received()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {UNCACHED, UNCACHED_STREAM})
  void r03WhoWaitsGetsAnAnswerThoughTheFirstLeaves(String more) throws Exception {
    String body = Chats.of(MODEL, Chats.QUESTION, more);
    gateway.provider().script(RequestMatch.any(), Fault.delay(Duration.ofMinutes(1))).times(1);
    CompletableFuture<Reply> waiting;
    try (Wire first = gateway.wire()) {
      first.chat(body, HEADER + ": k1");
      assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
      waiting = CompletableFuture.supplyAsync(() -> chat(body));
      assertThat(gateway.awaitMetric(2, "sluice_inflight_requests")).isTrue();
    }

    Reply reply = waiting.get(20, TimeUnit.SECONDS);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("1");
    assertThat(gateway.provider().received()).hasSize(2);
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  @Test
  void r03KeysOfTwoCallersAreNotOne() {
    String yaml =
        Setup.shipped().yaml()
            + "keys: [{name: a, key: sk-team-a-1}, {name: b, key: sk-team-b-1}]\n";
    try (GatewayFixture keyed = Setup.of(yaml).start()) {
      for (String key : List.of("sk-team-a-1", "sk-team-b-1", "sk-team-a-1")) {
        Reply reply =
            keyed.chat(
                Chats.of(MODEL, Chats.QUESTION, UNCACHED),
                HEADER,
                "k1",
                "authorization",
                "Bearer " + key);
        assertThat(reply.status()).isEqualTo(200);
      }

      assertThat(keyed.provider().received()).hasSize(2);
    }
  }

  @Test
  void r03OtherKeysAreOtherRequests() {
    String body = Chats.of(MODEL, Chats.QUESTION, UNCACHED);
    gateway.chat(body, HEADER, "k1");
    gateway.chat(body, HEADER, "k2");
    gateway.chat(body);

    assertThat(gateway.provider().received()).hasSize(3);
  }

  @Test
  void r03AKeyThatIsNoneIsRefused() {
    Reply tooLong = gateway.chat(Chats.of(MODEL, "hi"), HEADER, "k".repeat(256));

    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.json().path("error").path("message").asString(""))
        .contains("Idempotency-Key");
    assertThat(gateway.provider().received()).isEmpty();
  }

  private Reply chat(String body, String... more) {
    List<String> headers = new ArrayList<>(List.of(HEADER, "k1"));
    headers.addAll(List.of(more));
    return gateway.chat(body, headers.toArray(String[]::new));
  }

  private List<Reply> atOnce(int count, String body) throws Exception {
    List<Callable<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(() -> chat(body));
    }
    List<Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (Future<Reply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }
    return replies;
  }
}
