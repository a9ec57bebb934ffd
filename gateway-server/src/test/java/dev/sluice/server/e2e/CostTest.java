package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.TokenCounts;
import dev.sluice.server.net.LeakWatch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What an answer says it cost, against a calculation by hand, to the nano-dollar.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CostTest {

  private static final String YAML =
      """
      providers:
        global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
      models:
        qwen: {provider: global, tier: budget, price: {input: 0.003, output: 0.01}}
        deepseek:
          {provider: global, tier: standard, price: {input: 0.27, cached_input: 0.07, output: 1.1, reasoning: 2.19}}
        openai:
          {provider: global, tier: premium, price: {input: 2.5, cached_input: 1.25, cache_write: 3.125, output: 10}}
        free: {provider: global}
        base: {price: {input: 2.50, output: 10.00}}
      tiers: {budget: qwen, standard: deepseek, premium: openai}
      baseline: base
      """;

  /// USD per million tokens, as in the file: input, cached, written, output, reasoning.
  private static final Map<String, double[]> PRICES =
      Map.of(
          "qwen", new double[] {0.003, 0.003, 0.003, 0.01, 0.01},
          "deepseek", new double[] {0.27, 0.07, 0.27, 1.1, 2.19},
          "openai", new double[] {2.5, 1.25, 3.125, 10, 10});

  private static final List<TokenCounts> USAGES =
      List.of(
          new TokenCounts(1, 0, 0, 1, 0),
          new TokenCounts(0, 0, 0, 0, 0),
          new TokenCounts(17, 0, 0, 0, 0),
          new TokenCounts(150, 50, 0, 33, 0),
          new TokenCounts(0, 333, 0, 7, 0),
          new TokenCounts(7, 1, 3, 5, 11),
          new TokenCounts(12_345, 6_789, 0, 4_321, 987),
          new TokenCounts(500, 0, 1_500, 250, 0),
          new TokenCounts(3, 0, 0, 1, 1_023),
          new TokenCounts(1_048_576, 65_536, 8_192, 16_384, 4_096),
          new TokenCounts(99_999_999, 1, 0, 99_999_999, 0),
          new TokenCounts(5, 5, 5, 5, 5));

  /// One usage at one model.
  record Sold(String model, TokenCounts tokens) {}

  static Stream<Sold> usages() {
    return Stream.of("qwen", "deepseek", "openai")
        .flatMap(model -> USAGES.stream().map(tokens -> new Sold(model, tokens)));
  }

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway =
        Setup.of(YAML)
            .withModels(
                List.of(
                    ModelProfile.of("qwen", Dialect.QWEN),
                    ModelProfile.of("deepseek", Dialect.DEEPSEEK),
                    ModelProfile.of("openai", Dialect.OPENAI),
                    ModelProfile.of("free", Dialect.OPENAI)))
            .answering((model, prompt) -> {
              String text = prompt.lastUserText();
              return text.startsWith("usage ")
                  ? Optional.of(
                      Setup.USUAL.withUsage(USAGES.get(Integer.parseInt(text.substring(6)))))
                  : Optional.empty();
            })
            .start();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @MethodSource("usages")
  void pricesAWholeAnswer(Sold sold) {
    Reply reply = gateway.chat(Chats.of(sold.model(), prompt(sold)), "x-sluice-cache", "off");

    assertThat(reply.usd("cost")).isEqualTo(cost(sold));
    assertThat(reply.usd("baseline")).isEqualTo(baseline(sold.tokens()));
    assertThat(reply.usd("saved")).isEqualTo(baseline(sold.tokens()).subtract(cost(sold)));
  }

  @ParameterizedTest
  @MethodSource("usages")
  void pricesAStream(Sold sold) {
    Reply reply =
        gateway.chat(Chats.streamWithUsage(sold.model(), prompt(sold)), "x-sluice-cache", "off");

    JsonNode usage = Objects.requireNonNull(reply.usage());
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(cost(sold));
    assertThat(usage.path("cost_details").path("baseline_usd").decimalValue())
        .isEqualByComparingTo(baseline(sold.tokens()));
    assertThat(usage.path("cost_details").path("saved_usd").decimalValue())
        .isEqualByComparingTo(baseline(sold.tokens()).subtract(cost(sold)));
    assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(sold.tokens().prompt());
    assertThat(reply.chunks().stream().filter(chunk -> chunk.path("usage").isObject()).count())
        .isOne();
  }

  /// Usage objects of other dialects, and what they mean in our buckets.
  static Stream<Object[]> dialects() {
    return Stream.of(
        new Object[] { // xAI: reasoning is not part of the completion
          "{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":303,"
              + "\"prompt_tokens_details\":{\"cached_tokens\":11},"
              + "\"completion_tokens_details\":{\"reasoning_tokens\":290}}",
          new TokenCounts(1, 11, 0, 1, 290)
        },
        new Object[] { // DeepSeek, old
          "{\"prompt_tokens\":339,\"completion_tokens\":83,\"total_tokens\":422,"
              + "\"prompt_cache_hit_tokens\":320,\"prompt_cache_miss_tokens\":19}",
          new TokenCounts(19, 320, 0, 83, 0)
        },
        new Object[] { // Moonshot
          "{\"prompt_tokens\":100,\"completion_tokens\":12,\"total_tokens\":112,\"cached_tokens\":64}",
          new TokenCounts(36, 64, 0, 12, 0)
        },
        new Object[] { // Mistral
          "{\"prompt_tokens\":171,\"total_tokens\":185,\"completion_tokens\":14,"
              + "\"prompt_tokens_details\":{\"cached_tokens\":128}}",
          new TokenCounts(43, 128, 0, 14, 0)
        },
        new Object[] { // Azure, Anthropic's way of cache writes
          "{\"prompt_tokens\":1000,\"completion_tokens\":78,\"total_tokens\":1078,"
              + "\"prompt_tokens_details\":{\"cached_tokens\":200,\"cache_creation_input_tokens\":300},"
              + "\"completion_tokens_details\":{\"reasoning_tokens\":64}}",
          new TokenCounts(500, 200, 300, 14, 64)
        },
        new Object[] { // nulls where others have details
          "{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13,"
              + "\"prompt_tokens_details\":null,\"completion_tokens_details\":null}",
          new TokenCounts(9, 0, 0, 4, 0)
        });
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void pricesOtherDialects(String usage, TokenCounts tokens) {
    Sold sold = new Sold("openai", tokens);
    String body =
        "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"openai\",\"choices\":["
            + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi.\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":"
            + usage
            + "}";
    String events =
        "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"openai\",\"choices\":["
            + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi.\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":"
            + usage
            + "}\n\ndata: [DONE]\n\n";
    try (var whole =
            gateway.provider().script(RequestMatch.stream(false), raw(body, "application/json"));
        var stream =
            gateway
                .provider()
                .script(RequestMatch.stream(true), raw(events, "text/event-stream"))) {

      Reply json = gateway.chat(Chats.of("openai", "dialect"), "x-sluice-cache", "off");
      Reply sse = gateway.chat(Chats.streamWithUsage("openai", "dialect"), "x-sluice-cache", "off");

      assertThat(json.usd("cost")).isEqualTo(cost(sold));
      assertThat(json.text()).isEqualTo(body);
      assertThat(Objects.requireNonNull(sse.usage()).path("cost").decimalValue())
          .isEqualByComparingTo(cost(sold));
      assertThat(whole.used() + stream.used()).isEqualTo(2);
    }
  }

  @Test
  void addsUpWhatDraftsCost() {
    try (GatewayFixture cascade =
        Setup.shipped()
            .answering(
                Map.of(
                    "Qwen/Qwen3-8B",
                        CannedAnswer.text("").withUsage(new TokenCounts(101, 7, 0, 13, 0)),
                    "deepseek-v4-flash",
                        CannedAnswer.text("").withUsage(new TokenCounts(103, 9, 0, 17, 0)),
                    "deepseek-reasoner",
                        CannedAnswer.text("Yes.").withUsage(new TokenCounts(107, 0, 0, 19, 301))))
            .start()) {
      BigDecimal drafts = nano(108 * 0.003 + 13 * 0.01).add(nano(112 * 0.10 + 17 * 0.25));
      BigDecimal paid = drafts.add(nano(107 * 0.55 + 320 * 2.50));
      BigDecimal baseline = nano(107 * 2.5 + 19 * 10);

      Reply reply = cascade.chat(Chats.of("auto", Chats.QUESTION), "x-sluice-task", "simple_qa");

      assertThat(reply.header("x-sluice-attempts")).isEqualTo("3");
      assertThat(reply.usd("cost")).isEqualTo(paid);
      assertThat(reply.usd("baseline")).isEqualTo(baseline);
      assertThat(reply.usd("saved")).isEqualTo(baseline.subtract(paid)).isNegative();
      assertThat(cascade.awaitMetric(paid.doubleValue(), "sluice_cost_usd_total")).isTrue();
      assertThat(
              cascade.awaitMetric(paid.subtract(baseline).doubleValue(), "sluice_lost_usd_total"))
          .isTrue();
    }
  }

  @Test
  void addsUpBothOfTwoThatWereAskedAtOnce() {
    CannedAnswer said = CannedAnswer.text("The answer is 42.");
    try (GatewayFixture cascade =
        Setup.shipped()
            .answering(
                Map.of(
                    "Qwen/Qwen3-8B", said.withUsage(new TokenCounts(1_001, 0, 0, 501, 0)),
                    "deepseek-v4-flash", said.withUsage(new TokenCounts(1_003, 0, 0, 503, 0))))
            .start()) {

      Reply reply =
          cascade.chat(
              Chats.streamWithUsage("auto", "6 times 7?"), "x-sluice-task", "complex_reasoning");

      assertThat(Objects.requireNonNull(reply.usage()).path("cost").decimalValue())
          .isEqualByComparingTo(
              nano(1_001 * 0.003 + 501 * 0.01).add(nano(1_003 * 0.10 + 503 * 0.25)));
      assertThat(reply.usage().path("completion_tokens").asLong()).isEqualTo(503);
    }
  }

  @Test
  void paysNothingForARefusedAttemptThatIsRepeated() {
    try (var once = gateway.provider().script(RequestMatch.any(), Fault.status(500)).times(1)) {

      Reply reply = gateway.chat(Chats.of("openai", "usage 4", ",\"seed\":500"));

      assertThat(once.used()).isOne();
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("2");
      assertThat(reply.usd("cost")).isEqualTo(cost(new Sold("openai", USAGES.get(4))));
    }
  }

  @Test
  void saysNoCostWhereAModelHasNoPrice() {
    Reply reply = gateway.chat(Chats.of("free", "usage 3"));
    Reply stream = gateway.chat(Chats.streamWithUsage("free", "usage 4"));

    assertThat(reply.headers()).doesNotContainKeys("x-sluice-cost-usd", "x-sluice-saved-usd");
    assertThat(Objects.requireNonNull(stream.usage()).has("cost")).isFalse();
    assertThat(gateway.awaitMetric(2, "sluice_unpriced_requests_total")).isTrue();
  }

  private static Fault raw(String body, String type) {
    return Fault.rawBody(body.getBytes(UTF_8), type);
  }

  private static String prompt(Sold sold) {
    return "usage " + USAGES.indexOf(sold.tokens());
  }

  private static BigDecimal cost(Sold sold) {
    double[] price = Objects.requireNonNull(PRICES.get(sold.model()));
    TokenCounts t = sold.tokens();
    return times(t.input(), price[0])
        .add(times(t.cachedInput(), price[1]))
        .add(times(t.cacheWrite(), price[2]))
        .add(times(t.output(), price[3]))
        .add(times(t.reasoning(), price[4]))
        .movePointLeft(6)
        .setScale(9, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal baseline(TokenCounts t) {
    return times(t.prompt(), 2.5)
        .add(times(t.output(), 10))
        .movePointLeft(6)
        .setScale(9, RoundingMode.HALF_EVEN);
  }

  private static BigDecimal times(long tokens, double price) {
    return BigDecimal.valueOf(price).multiply(BigDecimal.valueOf(tokens));
  }

  /// Millionths of a dollar, rounded once.
  private static BigDecimal nano(double micros) {
    return new BigDecimal(String.format(Locale.ROOT, "%.9f", micros))
        .movePointLeft(6)
        .setScale(9, RoundingMode.HALF_EVEN);
  }
}
