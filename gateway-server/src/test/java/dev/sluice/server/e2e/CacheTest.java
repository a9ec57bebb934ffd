package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.ToolCall;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same question twice: paid once, answered alike.
@ExtendWith(LeakWatch.class)
class CacheTest {

  private static final String MODEL = "deepseek-v4-flash";

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
  @ValueSource(strings = {MODEL, "auto", "tier:budget"})
  void answersTheSameQuestionAgainForNothing(String name) {
    Reply first = gateway.chat(Chats.of(name, Chats.QUESTION));

    Reply second = gateway.chat(Chats.of(name, Chats.QUESTION));

    assertThat(first.cache()).isEqualTo("MISS");
    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.header("x-sluice-cost-usd")).isEqualTo("0.000000000");
    assertThat(second.usd("saved")).isEqualTo(second.usd("baseline")).isPositive();
    assertThat(second.header("x-sluice-attempts")).isEqualTo("0");
    assertThat(second.model()).isEqualTo(first.model());
    assertThat(second.fact("tier")).isEqualTo(first.fact("tier"));
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    assertThat(gateway.provider().received()).hasSize(1);
    assertThat(gateway.awaitMetric(1, "sluice_cache_requests_total", "result", "hit")).isTrue();
  }

  @Test
  void knowsAQuestionWrittenOtherwise() {
    gateway.chat(
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"seed\":7}");

    Reply second =
        gateway.chat(
            "{ \"seed\": 7, \"messages\": [ {\"content\":\"\\u0048i\", \"role\":\"user\"} ],"
                + " \"user\":\"u1\", \"model\":\"auto\" }");

    assertThat(second.cache()).isEqualTo("HIT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"temperature\":0.1",
        ",\"seed\":1",
        ",\"max_tokens\":50",
        ",\"stop\":[\"x\"]",
        ",\"unheard_of\":1",
        ",\"response_format\":{\"type\":\"text\"}"
      })
  void asksAgainWhereAnyFieldDiffers(String field) {
    gateway.chat(Chats.of(MODEL, Chats.QUESTION));

    Reply second = gateway.chat(Chats.of(MODEL, Chats.QUESTION, field));

    assertThat(second.cache()).isEqualTo("MISS");
    assertThat(gateway.provider().received()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {MODEL, "auto", "tier:budget"})
  void replaysAStreamAsJsonAndJsonAsAStream(String name) {
    Reply stream = gateway.chat(Chats.streamWithUsage(name, "first"));
    Reply json = gateway.chat(Chats.of(name, "first"));
    Reply whole = gateway.chat(Chats.of(name, "second"));
    Reply events = gateway.chat(Chats.streamWithUsage(name, "second"));
    Reply plain = gateway.chat(Chats.stream(name, "second"));

    assertThat(json.cache()).isEqualTo("HIT");
    assertThat(json.content()).isEqualTo(stream.content()).isEqualTo(Setup.USUAL.content());
    assertThat(json.json().path("object").asString("")).isEqualTo("chat.completion");
    assertThat(json.json().path("choices").path(0).path("finish_reason").asString(""))
        .isEqualTo("stop");
    assertThat(json.json().path("usage").path("total_tokens").asLong())
        .isEqualTo(Objects.requireNonNull(stream.usage()).path("total_tokens").asLong());
    assertThat(events.cache()).isEqualTo("HIT");
    assertThat(events.content()).isEqualTo(whole.content());
    assertThat(events.endsWithDone()).isTrue();
    assertThat(Objects.requireNonNull(events.usage()).path("cost").decimalValue()).isZero();
    assertThat(plain.usage()).isNull();
    assertThat(plain.endsWithDone()).isTrue();
  }

  @Test
  void replaysAStreamAsTheStreamThatItWas() {
    Reply first = gateway.chat(Chats.stream(MODEL, Chats.QUESTION));

    Reply second = gateway.chat(Chats.stream(MODEL, Chats.QUESTION));

    assertThat(second.cache()).isEqualTo("HIT");
    assertThat(second.events()).isEqualTo(first.events());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void paysOnceForTheSameQuestionAskedManyTimesAtOnce(String more) throws Exception {
    gateway.provider().script(RequestMatch.any(), Fault.delay(Duration.ofMillis(300)));
    List<Callable<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      calls.add(() -> gateway.chat(Chats.of(MODEL, Chats.QUESTION, more)));
    }

    List<Reply> replies = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Reply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }

    assertThat(gateway.provider().received()).hasSize(1);
    assertThat(replies).extracting(Reply::cache).filteredOn("MISS"::equals).hasSize(1);
    assertThat(replies).extracting(Reply::cache).filteredOn("HIT"::equals).hasSize(11);
    assertThat(replies).extracting(Reply::text).containsOnly(replies.getFirst().text());
    assertThat(gateway.awaitQuiet()).isTrue();
  }

  @Test
  void letsFollowersGoAloneWhenTheLeaderFails() throws Exception {
    gateway
        .provider()
        .script(RequestMatch.any(), Fault.delay(Duration.ofMillis(300)), Fault.status(400))
        .times(1);
    List<Callable<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(() -> gateway.chat(Chats.of(MODEL, Chats.QUESTION)));
    }

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Reply> reply : threads.invokeAll(calls)) {
        statuses.add(reply.get().status());
      }
    }

    assertThat(statuses).containsExactlyInAnyOrder(400, 200, 200, 200);
  }

  @ParameterizedTest
  @CsvSource({
    "x-sluice-cache, no-cache, MISS|BYPASS, HIT",
    "cache-control, no-cache, MISS|BYPASS, HIT",
    "x-sluice-cache, off, MISS|BYPASS, HIT",
    "x-sluice-cache, no-store, HIT, HIT",
    "x-sluice-cache, exact, HIT, HIT"
  })
  void readsOnlyWhereTheCallerLetsIt(String name, String value, String now, String later) {
    gateway.chat(Chats.of(MODEL, Chats.QUESTION));

    Reply second = gateway.chat(Chats.of(MODEL, Chats.QUESTION), name, value);
    Reply third = gateway.chat(Chats.of(MODEL, Chats.QUESTION));

    assertThat(second.cache()).matches(now);
    assertThat(third.cache()).isEqualTo(later);
  }

  @ParameterizedTest
  @CsvSource({
    "x-sluice-cache, no-store",
    "cache-control, no-store",
    "x-sluice-cache, off",
    "x-sluice-cache-ttl, 0"
  })
  void keepsNothingWhereTheCallerForbidsIt(String name, String value) {
    gateway.chat(Chats.of(MODEL, Chats.QUESTION), name, value);

    Reply second = gateway.chat(Chats.of(MODEL, Chats.QUESTION));

    assertThat(second.cache()).isEqualTo("MISS");
    assertThat(gateway.provider().received()).hasSize(2);
  }

  @Test
  void partsScopesOfOneCaller() {
    gateway.chat(Chats.of(MODEL, Chats.QUESTION), "x-sluice-cache-scope", "a");

    Reply other = gateway.chat(Chats.of(MODEL, Chats.QUESTION), "x-sluice-cache-scope", "b");
    Reply same = gateway.chat(Chats.of(MODEL, Chats.QUESTION), "x-sluice-cache-scope", "a");

    assertThat(other.cache()).isEqualTo("MISS");
    assertThat(same.cache()).isEqualTo("HIT");
  }

  @Test
  void sharesNothingBetweenKeys() {
    try (GatewayFixture keyed =
        Setup.of(
                Setup.shipped().yaml()
                    + "keys: [{name: a, key: sk-team-a-1}, {name: b, key: sk-team-b-1}]\n")
            .start()) {
      keyed.chat(Chats.of(MODEL, Chats.QUESTION), "authorization", "Bearer sk-team-a-1");

      Reply other =
          keyed.chat(Chats.of(MODEL, Chats.QUESTION), "authorization", "Bearer sk-team-b-1");
      Reply same =
          keyed.chat(Chats.of(MODEL, Chats.QUESTION), "authorization", "Bearer sk-team-a-1");

      assertThat(other.cache()).isEqualTo("MISS");
      assertThat(same.cache()).isEqualTo("HIT");
    }
  }

  @Test
  void keepsNothingWithATimeToLiveOfZero() {
    try (GatewayFixture forgetful = Setup.shipped().with("ttl: 1h", "ttl: 0s").start()) {
      forgetful.chat(Chats.of(MODEL, Chats.QUESTION));

      Reply second = forgetful.chat(Chats.of(MODEL, Chats.QUESTION));

      assertThat(second.cache()).isNotEqualTo("HIT");
      assertThat(forgetful.provider().received()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"n\":2",
        ",\"store\":true",
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
        ",\"web_search_options\":{}"
      })
  void passesByWhatMustNotBeKept(String more) {
    gateway.chat(Chats.of(MODEL, Chats.QUESTION, more));

    Reply second = gateway.chat(Chats.of(MODEL, Chats.QUESTION, more));

    assertThat(second.cache()).isEqualTo("BYPASS");
    assertThat(gateway.provider().received()).hasSize(2);
  }

  @Test
  void keepsNoAnswerThatIsCutOrCalls() {
    try (GatewayFixture other =
        Setup.shipped()
            .answering(
                Map.of(
                    MODEL,
                    CannedAnswer.text("Half a").withFinishReason("length"),
                    "deepseek-coder",
                    CannedAnswer.calls(new ToolCall("c", "f", "{}"))))
            .start()) {
      for (String model : List.of(MODEL, "deepseek-coder")) {
        other.chat(Chats.of(model, Chats.QUESTION));
        assertThat(other.chat(Chats.of(model, Chats.QUESTION)).cache()).isEqualTo("MISS");
      }
    }
  }

  @Test
  void keepsNoStreamThatBroke() {
    gateway.provider().script(RequestMatch.any(), Fault.cutAt(900)).times(1);
    try (Wire wire = gateway.wire()) {
      assertThat(wire.chat(Chats.stream(MODEL, Chats.QUESTION)).read().isComplete()).isFalse();
    }

    Reply second = gateway.chat(Chats.stream(MODEL, Chats.QUESTION));

    assertThat(second.cache()).isEqualTo("MISS");
    assertThat(second.endsWithDone()).isTrue();
  }
}
