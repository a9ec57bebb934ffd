package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.server.net.LeakWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client sees of a provider that fails: another provider's or another model's answer, or an
/// error that is not the client's own.
@ExtendWith(LeakWatch.class)
class ProviderFailureTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String STANDARD = "deepseek-v4-flash";

  /// Faults of the budget model and how many attempts each takes there.
  record Trouble(String what, int attempts, List<Fault> faults) {

    Trouble(String what, int attempts, Fault... faults) {
      this(what, attempts, List.of(faults));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Trouble> troubles() {
    return Stream.of(
        new Trouble("500", 2, Fault.status(500)),
        new Trouble("503", 2, Fault.status(503)),
        new Trouble("429", 1, Fault.status(429)),
        new Trouble("429 with a long wait", 1, Fault.status(429).withHeader("retry-after", "60")),
        new Trouble("401", 1, Fault.status(401)),
        new Trouble("400", 2, Fault.status(400)),
        new Trouble("404", 1, Fault.status(404)),
        new Trouble("silence", 1, Fault.delay(Duration.ofSeconds(60))),
        new Trouble("stall", 1, Fault.stall(20, Duration.ofSeconds(60))),
        new Trouble("closed before the head", 2, Fault.closeBeforeHead()),
        new Trouble("cut", 1, Fault.cutAt(40)),
        new Trouble("reset", 1, Fault.resetAt(40)),
        new Trouble(
            "no JSON", 1, Fault.rawBody("<html>".getBytes(StandardCharsets.UTF_8), "text/html")),
        new Trouble(
            "an error under 200",
            2,
            Fault.rawBody(
                "{\"error\":{\"message\":\"x\"}}".getBytes(StandardCharsets.UTF_8),
                "application/json")));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void takesTheNextStepAndDoesNotCallThatAnEscalation(Trouble trouble) throws Exception {
    try (GatewayFixture gateway = impatient().start()) {
      gateway.provider().script(RequestMatch.model(BUDGET), trouble.faults().toArray(Fault[]::new));

      Reply reply = gateway.chat(Chats.of("auto", Chats.QUESTION), "x-sluice-task", "simple_qa");

      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      assertThat(reply.route()).isEqualTo(BUDGET + ":error," + STANDARD + ":accept");
      assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
      assertThat(gateway.metric("sluice_escalations_total")).isZero();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void takesTheNextStepOfAStreamBeforeItsFirstByte(Trouble trouble) throws Exception {
    try (GatewayFixture gateway = impatient().start()) {
      gateway.provider().script(RequestMatch.model(BUDGET), trouble.faults().toArray(Fault[]::new));

      Reply reply =
          gateway.chat(Chats.stream("auto", Chats.QUESTION), "x-sluice-task", "simple_qa");

      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      assertThat(reply.route()).isEqualTo(BUDGET + ":error," + STANDARD + ":accept");
      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
      assertThat(reply.endsWithDone()).isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void takesTheNextProviderOfTheModel(Trouble trouble) throws Exception {
    Settings other =
        Settings.defaults()
            .withAnswers((m, p) -> Optional.of(CannedAnswer.text("From the other.")));
    try (SimulatedProvider second = SimulatedProvider.start(other);
        GatewayFixture gateway =
            twoProviders().withVariable("OTHER", second.baseUrl().toString()).start()) {
      gateway.provider().script(RequestMatch.any(), trouble.faults().toArray(Fault[]::new));

      Reply reply = gateway.chat(Chats.of("gpt-4o-mini", "Who answers?"));

      if (trouble.what().equals("400")) {
        assertThat(reply.status()).isEqualTo(400); // it is the same request there
      } else {
        assertThat(reply.content()).isEqualTo("From the other.");
        assertThat(reply.header("x-sluice-attempts"))
            .isEqualTo(Integer.toString(trouble.attempts() + 1));
        assertThat(second.received().getLast().header("authorization"))
            .hasValue("Bearer sk-other-1234");
      }
    }
  }

  @Test
  void takesTheNextProviderWhenAConnectionIsRefused() throws Exception {
    try (GatewayFixture gateway =
        Setup.of(twoProviders().yaml().replace("[global, other]", "[other, global]"))
            .withVariable("OTHER", "http://127.0.0.1:" + closedPort() + "/v1")
            .start()) {

      Reply reply = gateway.chat(Chats.of("gpt-4o-mini", "Who answers?"));

      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
      assertThat(gateway.awaitMetric(2, "sluice_upstream_attempts_total", "outcome", "connect"))
          .isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, 502, upstream_error",
    "401, 502, upstream_error",
    "402, 502, upstream_error",
    "403, 502, upstream_error",
    "404, 502, upstream_error",
    "429, 429, rate_limit_exceeded",
    "503, 503, server_is_overloaded"
  })
  void tellsAFailureOfTheOnlyModelInOurOwnWords(int status, int shown, String code) {
    try (GatewayFixture gateway = impatient().start()) {
      String secret = "{\"error\":{\"message\":\"account acct-canary is closed\"}}";
      gateway.provider().script(RequestMatch.any(), Fault.status(status, secret));

      Reply reply = gateway.chat(Chats.of("deepseek-coder", "Hello"));
      Reply stream = gateway.chat(Chats.stream("deepseek-coder", "Hello"));

      assertThat(reply.status()).isEqualTo(shown);
      assertThat(reply.error()).isEqualTo(code);
      assertThat(reply.text()).doesNotContain("acct-canary");
      assertThat(reply.json().path("error").propertyNames())
          .containsExactlyInAnyOrder("message", "type", "param", "code");
      assertThat(stream.status()).isEqualTo(shown);
      assertThat(stream.error()).isEqualTo(code);
      if (shown == 429 || shown == 503) {
        assertThat(Integer.parseInt(reply.header("retry-after"))).isBetween(1, 8);
      }
    }
  }

  @Test
  void tellsATimeoutAs504() {
    try (GatewayFixture gateway = impatient().start()) {
      gateway.provider().script(RequestMatch.any(), Fault.delay(Duration.ofSeconds(60)));

      Reply reply = gateway.chat(Chats.of("deepseek-coder", "Hello"));

      assertThat(reply.status()).isEqualTo(504);
      assertThat(reply.error()).isEqualTo("upstream_timeout");
    }
  }

  @Test
  void passesOnWhatTheProviderFindsWrongWithTheRequest() {
    try (GatewayFixture gateway = impatient().start()) {
      gateway
          .provider()
          .script(
              RequestMatch.any(),
              Fault.status(
                  400,
                  "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
                      + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}"));

      Reply reply = gateway.chat(Chats.of("deepseek-coder", "Hello"));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.error()).isEqualTo("context_length_exceeded");
      assertThat(reply.json().path("error").path("param").asString("")).isEqualTo("messages");
    }
  }

  @Test
  void leavesOutWhatAProviderRefusesOfOurAdditions() {
    try (GatewayFixture gateway = impatient().start()) {
      gateway.provider().script(RequestMatch.bodyContains("enable_thinking"), Fault.status(400));

      Reply first = gateway.chat(Chats.of("auto", "one"), "x-sluice-task", "simple_qa");
      gateway.provider().clearReceived();
      Reply second = gateway.chat(Chats.of("auto", "two"), "x-sluice-task", "simple_qa");

      assertThat(first.route()).isEqualTo(BUDGET + ":accept");
      assertThat(second.route()).isEqualTo(BUDGET + ":accept");
      assertThat(second.header("x-sluice-attempts")).isEqualTo("1");
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Setup impatient() {
    return Setup.shipped().with("first_byte: 120s, idle: 60s", "first_byte: 500ms, idle: 500ms");
  }

  private static Setup twoProviders() {
    return Setup.of(
        """
        providers:
          global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
          other: {base_url: "${OTHER}", api_key: sk-other-1234}
        models:
          gpt-4o-mini: {providers: [global, other], tier: budget, price: {input: 1, output: 2}}
        tiers: {budget: gpt-4o-mini}
        timeouts: {first_byte: 500ms, idle: 500ms}
        """);
  }
}
