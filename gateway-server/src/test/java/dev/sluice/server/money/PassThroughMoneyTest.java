package dev.sluice.server.money;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Usd;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import dev.sluice.server.e2e.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What requests that a provider answers as they stand cost, over real HTTP and with a real ledger.
final class PassThroughMoneyTest {

  private static final String KEY = "Bearer sk-virtual-of-the-team-1";
  private static final String RESPONSES = "/v1/responses";
  private static final String ASK = "{\"model\":\"m\",\"input\":\"x\",\"stream\":true%s}";
  private static final Usage TOLD = new Usage(100, 0, 0, 10, 0);
  private static final long TOLD_NANOS = 100 * 1_000 + 10 * 2_000;

  /// The end of a streamed answer of the Responses API, and what might come after it.
  private static final String USAGE_EVENT =
      """
      event: response.created
      data: {"type":"response.created","response":{"id":"r","usage":null}}

      event: response.completed
      data: {"type":"response.completed","response":{"id":"r","usage":{"input_tokens":100,\
      "output_tokens":10,"total_tokens":110}}}

      """;

  private static final String MORE = "event: more\ndata: {}\n\n";

  /// In chunks that end where its events do.
  private static final Fault STREAM =
      Fault.rawBody(
          (USAGE_EVENT + MORE.repeat(20)).getBytes(UTF_8),
          "text/event-stream",
          USAGE_EVENT.length(),
          MORE.length());

  @TempDir private Path data;

  @Test
  void chargesWhatTheLastEventOfAStreamedResponseTells() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().script(RequestMatch.any(), STREAM);

      assertThat(gateway.post(RESPONSES, ASK.formatted("")).status()).isEqualTo(200);
    }

    LedgerRow row = row();
    assertThat(row.state()).isEqualTo(State.SETTLED);
    assertThat(row.tokens()).isEqualTo(TOLD);
    assertThat(Rows.cost(row)).isEqualTo(TOLD_NANOS);
  }

  @Test
  void chargesWhatWasToldBeforeTheProviderBrokeOff() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway
          .provider()
          .script(RequestMatch.any(), STREAM, Fault.cutAt(USAGE_EVENT.length() + MORE.length()));
      try (Wire wire = gateway.wire()) {
        wire.post(RESPONSES, ASK.formatted("").getBytes(UTF_8), "content-type: application/json");

        assertThat(wire.read().isComplete()).isFalse();
      }
      assertThat(gateway.awaitQuiet()).isTrue();
    }

    assertToldByABrokenAnswer();
  }

  @Test
  void chargesWhatWasToldBeforeTheClientLeft() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      Fault stall = Fault.stall(USAGE_EVENT.length() + MORE.length(), Duration.ofMinutes(10));
      gateway.provider().script(RequestMatch.any(), STREAM, stall);
      try (Wire wire = gateway.wire()) {
        wire.post(RESPONSES, ASK.formatted("").getBytes(UTF_8), "content-type: application/json");
        wire.readUntil("event: more");
      }
      assertThat(gateway.provider().awaitCancelled(1, GatewayFixture.PATIENCE)).isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
    }

    assertToldByABrokenAnswer();
  }

  private void assertToldByABrokenAnswer() throws Exception {
    LedgerRow row = row();
    assertThat(row.state()).isEqualTo(State.ESTIMATED);
    assertThat(row.tokens()).isEqualTo(TOLD);
    assertThat(Rows.cost(row)).isEqualTo(TOLD_NANOS);
  }

  @Test
  void refusesWhatTheBudgetMayNotCover() throws Exception {
    try (GatewayFixture gateway = gateway(key("budget_usd: {total: 0.001}, rpm: 100"))) {
      gateway.provider().script(RequestMatch.any(), STREAM);
      Reply boundless = ask(gateway, ASK.formatted(""));
      Reply tooLong = ask(gateway, ASK.formatted(",\"max_output_tokens\":500"));

      for (Reply refused : List.of(boundless, tooLong)) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).isEqualTo("insufficient_quota");
        assertThat(refused.header("x-ratelimit-limit-requests")).isEqualTo("100");
      }
      assertThat(gateway.provider().received()).isEmpty();
    }
    assertThat(Rows.in(data)).isEmpty();
  }

  @Test
  void holdsTheWorstCaseOnlyWhileTheRequestRuns() throws Exception {
    String ask = ASK.formatted(",\"max_output_tokens\":400");
    try (GatewayFixture gateway = gateway(key("budget_usd: {total: 0.001}"))) {
      Fault stall = Fault.stall(USAGE_EVENT.length() + MORE.length(), Duration.ofMinutes(10));
      gateway.provider().script(RequestMatch.any(), STREAM, stall).times(1);
      gateway.provider().script(RequestMatch.any(), STREAM);
      try (Wire wire = gateway.wire()) {
        wire.post(
            RESPONSES,
            ask.getBytes(UTF_8),
            "content-type: application/json",
            "authorization: " + KEY);
        wire.readUntil("event: more");

        assertThat(ask(gateway, ask).status()).isEqualTo(429);
      }
      assertThat(gateway.awaitQuiet()).isTrue();

      assertThat(ask(gateway, ask).status()).isEqualTo(200);
    }

    long held = ask.length() * 1_000L + 400 * 2_000;
    assertThat(Rows.in(data))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.charge().reserved()).isEqualTo(Usd.ofNanos(held)));
  }

  @Test
  void chargesAnEstimateOfWhatWasSentWhereNoUsageIsTold() throws Exception {
    String ask = "{\"model\":\"m\",\"prompt\":\"a cat\"}";
    try (GatewayFixture gateway = gateway("")) {
      assertThat(gateway.post("/v1/images/generations", ask).status()).isEqualTo(200);
    }

    LedgerRow row = row();
    assertThat(row.state()).isEqualTo(State.ESTIMATED);
    assertThat(Rows.cost(row)).isEqualTo(Math.ceilDiv(ask.length(), 4) * 1_000L);
    assertThat(row.charge().reserved()).isEqualTo(Usd.ofNanos(ask.length() * 1_000L + 50_000_000));
  }

  @Test
  void neitherHoldsNorChargesWhereNoPriceIsKnown() throws Exception {
    String ask = "{\"model\":\"unpriced\",\"prompt\":\"a cat\"}";
    try (GatewayFixture gateway = gateway(key("budget_usd: {total: 0.000001}"))) {
      Reply reply = gateway.post("/v1/images/generations", ask, "authorization", KEY);

      assertThat(reply.status()).isEqualTo(200);
    }

    assertThat(row().charge().cost()).isNull();
    assertThat(row().charge().reserved()).isEqualTo(Usd.ZERO);
  }

  @Test
  void chargesNothingForARequestThatWasNeverSent() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().close();

      assertThat(gateway.post(RESPONSES, ASK.formatted("")).status()).isEqualTo(502);
    }

    assertFree(row());
  }

  @Test
  void chargesForARequestThatMayHaveArrived() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().script(RequestMatch.any(), Fault.closeBeforeHead());

      assertThat(gateway.post(RESPONSES, ASK.formatted("")).status()).isEqualTo(502);
    }

    LedgerRow row = row();
    assertThat(row.state()).isEqualTo(State.ESTIMATED);
    assertThat(Rows.cost(row)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 429, 500})
  void chargesNothingForARefusal(int status) throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().script(RequestMatch.any(), Fault.status(status));

      assertThat(gateway.post(RESPONSES, ASK.formatted("")).status()).isGreaterThanOrEqualTo(400);
    }

    assertFree(row());
  }

  @Test
  void readsAStoredAnswerForNothing() throws Exception {
    String stored = "{\"id\":\"r\",\"usage\":{\"input_tokens\":100,\"output_tokens\":10}}";
    try (GatewayFixture gateway = gateway("")) {
      gateway
          .provider()
          .script(RequestMatch.any(), Fault.rawBody(stored.getBytes(UTF_8), "application/json"));
      Reply reply = gateway.get(gateway.gateway().dataUrl() + "/v1/responses/r");

      assertThat(reply.text()).isEqualTo(stored);
    }

    assertFree(row());
  }

  private static void assertFree(LedgerRow row) {
    assertThat(row.state()).isEqualTo(State.FREE);
    assertThat(row.charge().cost()).isEqualTo(Usd.ZERO);
    assertThat(row.tokens()).isEqualTo(Usage.NONE);
  }

  @ParameterizedTest
  @CsvSource({"accept", "x-client-request-id", "'keep-alive, X-Client-Request-Id'"})
  void namesTheCallToTheProviderItself(String connection) {
    try (GatewayFixture gateway = gateway("");
        Wire wire = gateway.wire()) {
      wire.post(
          "/v1/moderations",
          "{\"input\":\"x\"}".getBytes(UTF_8),
          "content-type: application/json",
          "connection: " + connection,
          "x-client-request-id: theirs");
      Reply reply = wire.read();

      assertThat(
              gateway.provider().received().getLast().headers().stream()
                  .filter(line -> line.name().equalsIgnoreCase("x-client-request-id"))
                  .map(line -> line.value()))
          .containsExactly(reply.header("x-request-id") + "/0");
    }
  }

  @Test
  void tellsHowTheKeysLimitsStand() {
    try (GatewayFixture gateway = gateway(key("rpm: 1"))) {
      Reply answered = gateway.post("/v1/moderations", "{}", "authorization", KEY);
      Reply refused = gateway.post("/v1/moderations", "{}", "authorization", KEY);

      assertThat(answered.status()).isEqualTo(200);
      assertThat(refused.status()).isEqualTo(429);
      for (Reply reply : Arrays.asList(answered, refused)) {
        assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(reply.header("x-ratelimit-remaining-requests")).isEqualTo("0");
      }
    }
  }

  private static String key(String limits) {
    return "keys: [{name: a, key: sk-virtual-of-the-team-1, " + limits + "}]";
  }

  private static Reply ask(GatewayFixture gateway, String body) {
    return gateway.post(RESPONSES, body, "authorization", KEY);
  }

  private GatewayFixture gateway(String more) {
    Setup setup =
        Setup.of(
            """
            providers:
              global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
            models:
              m: {provider: global, tier: budget, price: {input: 1, output: 2}, max_output: 25000}
              unpriced: {provider: global}
            tiers: {budget: m}
            """
                + more);
    return GatewayFixture.start(setup, data);
  }

  private LedgerRow row() throws Exception {
    List<LedgerRow> rows = Rows.in(data);
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }
}
