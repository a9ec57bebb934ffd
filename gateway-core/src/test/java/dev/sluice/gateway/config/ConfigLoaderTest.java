package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {

  private static final Map<String, String> KEY = Map.of("GLOBAL_API_KEY", "sk-provider-secret");

  private static final String SMALL =
      """
      providers:
        one: {base_url: "http://127.0.0.1:9/v1", api_key: k}
      models:
        m: {provider: one, tier: budget, price: {input: 1, output: 2}}
      tiers: {budget: m}
      """;

  private static GatewayConfig ok(String yaml) {
    Loaded loaded = ConfigLoader.parse(yaml, "test.yaml", KEY);

    assertThat(loaded).isInstanceOf(Loaded.Ok.class);
    return ((Loaded.Ok) loaded).config();
  }

  private static List<Problem> problems(String yaml) {
    Loaded loaded = ConfigLoader.parse(yaml, "test.yaml", KEY);

    assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
    return ((Loaded.Invalid) loaded).problems();
  }

  private static ModelConfig model(GatewayConfig config, String id) {
    return Objects.requireNonNull(config.models().get(id));
  }

  private static ProviderConfig provider(GatewayConfig config, String name) {
    return Objects.requireNonNull(config.providers().get(name));
  }

  @Test
  void shippedFileSaysWhatTheContractSays() {
    Loaded loaded = ConfigLoader.load(Path.of("../config/sluice.yaml"), KEY);

    assertThat(loaded).isInstanceOf(Loaded.Ok.class);
    GatewayConfig config = ((Loaded.Ok) loaded).config();
    assertThat(config.tiers())
        .containsEntry(Tier.BUDGET, "Qwen/Qwen3-8B")
        .containsEntry(Tier.STANDARD, "deepseek-v4-flash")
        .containsEntry(Tier.PREMIUM, "deepseek-reasoner");
    assertThat(provider(config, "global").baseUrl()).hasToString("https://global-apis.com/v1");
    assertThat(config.models()).hasSize(7);
    ModelConfig flash = model(config, "deepseek-v4-flash");
    assertThat(flash.set()).containsExactly(Map.entry("thinking", "{\"type\":\"disabled\"}"));
    assertThat(model(config, "Qwen/Qwen3-8B").set()).containsEntry("enable_thinking", "false");
    assertThat(model(config, "deepseek-reasoner").drop())
        .containsExactly("logprobs", "top_logprobs");
    assertThat(flash.price())
        .hasToString(
            "Price[input=100000000, output=250000000, cachedInput=null, cacheWrite=null,"
                + " reasoning=null, batch=null]");
    assertThat(model(config, "gpt-4o").isCallable()).isFalse();
    assertThat(config.baseline()).isEqualTo("gpt-4o");
    assertThat(config.aliases()).containsExactly(Map.entry("gpt-4o", "auto"));
    assertThat(config.routes().get(TaskType.COMPLEX_REASONING))
        .containsExactly(
            new RouteStep.Agree("Qwen/Qwen3-8B", "deepseek-v4-flash"),
            new RouteStep.Ask("deepseek-reasoner"));
    assertThat(config.routes().get(TaskType.TRANSLATION))
        .containsExactly(
            new RouteStep.Ask("Qwen-MT-Turbo"), new RouteStep.Ask("deepseek-v4-flash"));
    assertThat(config.cascade().threshold(Tier.BUDGET)).isEqualTo(0.80);
    assertThat(config.cascade().threshold(Tier.STANDARD)).isEqualTo(0.90);
    assertThat(config.cascade().maxCost()).isEqualTo(Usd.parse("0.50"));
    assertThat(config.cache())
        .isEqualTo(
            new CacheConfig(
                true,
                CacheConfig.Semantic.AUTO,
                Duration.ofHours(1),
                256L << 20,
                0.02,
                null,
                false,
                CacheConfig.Scope.KEY));
    assertThat(config.compression())
        .isEqualTo(new CompressionConfig(CompressionConfig.Mode.LOSSLESS, 200, 0.4, 4000));
    assertThat(config.timeouts()).isEqualTo(TimeoutConfig.DEFAULT);
    assertThat(config.retry()).isEqualTo(RetryConfig.DEFAULT);
    assertThat(config.limits()).isEqualTo(LimitConfig.DEFAULT);
    assertThat(config.listen()).isEqualTo(new ListenConfig("127.0.0.1", 8080, 64L << 20, null));
    assertThat(config.admin()).isEqualTo(new AdminConfig("127.0.0.1", 8081, null, null));
    assertThat(config.isOpen()).isTrue();
    assertThat(config.minTaskProbability()).isEqualTo(0.5);
    assertThat(config.inactive()).containsExactly("cache.semantic", "compression.mode");
  }

  @Test
  void streamsAreHeldAndAnswersBoundedAsWritten() {
    CascadeConfig usual = ok(SMALL).cascade();
    CascadeConfig written =
        ok(SMALL + "cascade: {commit: {tokens: 20, after: 1s}, longest: {budget: 800}}\n")
            .cascade();

    assertThat(usual.commit()).isEqualTo(new CommitConfig(64, Duration.ofMillis(400)));
    assertThat(usual.longest(Tier.BUDGET)).isZero();
    assertThat(written.commit()).isEqualTo(new CommitConfig(20, Duration.ofSeconds(1)));
    assertThat(written.longest(Tier.BUDGET)).isEqualTo(800);
    assertThat(written.longest(Tier.STANDARD)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit: {tokens: 0}",
        "commit: {after: 31s}",
        "commit: {after: 400}",
        "commit: {token: 64}",
        "longest: {budget: 0}",
        "longest: {cheap: 100}"
      })
  void refusesOddBoundsOfStreamsAndAnswers(String member) {
    assertThat(problems(SMALL + "cascade: {" + member + "}\n")).hasSize(1);
  }

  @Test
  void defaultsOfTheCodeEqualThoseOfTheShippedFile() {
    GatewayConfig small = ok(SMALL);

    assertThat(small.timeouts()).isEqualTo(TimeoutConfig.DEFAULT);
    assertThat(small.cascade().maxCost()).isEqualTo(Usd.parse("0.50"));
    assertThat(small.cache().ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(small.routes().get(TaskType.GENERAL)).containsExactly(new RouteStep.Ask("m"));
  }

  @Test
  void missingVariableIsNamedWithItsLine() {
    Loaded loaded =
        ConfigLoader.load(Path.of("../config/sluice.yaml"), Map.of("GLOBAL_API_KEY", ""));

    List<Problem> problems = ((Loaded.Invalid) loaded).problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().line()).isEqualTo(10);
    assertThat(problems.getFirst().message()).contains("GLOBAL_API_KEY is not set");
  }

  @Test
  void secretsAreMasked() {
    GatewayConfig config =
        ((Loaded.Ok) ConfigLoader.load(Path.of("../config/sluice.yaml"), KEY)).config();

    assertThat(config.toString()).doesNotContain("sk-provider-secret");
    assertThat(provider(config, "global").apiKey().reveal()).isEqualTo("sk-provider-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timeout: {connect: 2s}                    | 6 | unknown key 'timeout', did you mean 'timeouts'?
          timeouts: {conect: 2s}                    | 6 | unknown key 'conect' in 'timeouts', did you mean 'connect'?
          timeouts: {connect: soon}                 | 6 | 'timeouts.connect' must be a duration
          timeouts: [2s]                            | 6 | 'timeouts' must be a mapping
          retry: {attempts: many}                   | 6 | 'retry.attempts' must be a whole number from 1 to 10
          cache: {exact: maybe}                     | 6 | 'cache.exact' must be on or off
          cache: {max_error: 2}                     | 6 | 'cache.max_error' must be a number from 0 to 1
          cache: {scope: planet}                    | 6 | 'cache.scope' must be one of key, user, team, global
          cascade: {max_cost_usd: lots}             | 6 | 'cascade.max_cost_usd' must be an amount in US dollars
          cascade: {max_cost_usd: 1e1000000}        | 6 | 'cascade.max_cost_usd' must be an amount in US dollars below a billion
          listen: {max_body: big}                   | 6 | 'listen.max_body' must be a size
          listen: {tls: {cert: c.pem}}              | 6 | needs both 'cert' and 'key'
          baseline: gtp-4o                          | 6 | the baseline 'gtp-4o' must be a model with a price
          aliases: {gpt-4: auot}                    | 6 | alias 'gpt-4' must name auto, a tier or a model, not 'auot', did you mean 'auto'?
          aliases: {m: auto}                        | 6 | cannot be an alias
          routes: {general: [standard]}             | 6 | tier 'standard' has no model
          routes: {general: [mm]}                   | 6 | there is no tier or model 'mm', did you mean 'm'?
          routes: {general: [{agree: [m]}]}         | 6 | 'agree' needs exactly two
          routes: {general: []}                     | 6 | needs at least one step
          routes: {chat: [m]}                       | 6 | unknown key 'chat' in 'routes'
          keys: [{name: a, key: short}]             | 6 | shorter than 8 characters
          keys: [{name: a, key: long-enough, models: [x]}] | 6 | there is no model 'x'
          keys: [{name: a, key: long-enough, rpm: -1}]     | 6 | 'keys.rpm' must be a whole number from 1 up, not '-1'
          keys: [{name: a, key: long-enough, tpm: 0}]      | 6 | 'keys.tpm' must be a whole number from 1 up
          keys: [{name: a, key: long-enough, concurrency: 0}] | 6 | 'keys.concurrency' must be a whole number from 1
          keys: [{name: a, key: long-enough, max_tier: top}] | 6 | must be budget, standard or premium, not 'top'
          keys: [{name: a, key: long-enough, expires: soon}] | 6 | must be a date such as 2027-01-31 or a time
          keys: [{name: a, key: long-enough, budget_usd: {day: -2}}] | 6 | 'keys.budget_usd.day' must be an amount in US dollars
          keys: [{name: a, key: long-enough, budget_usd: {week: 2}}] | 6 | unknown key 'week' in 'keys.budget_usd'
          keys: [{name: a, key: long-enough, budget_usd: {day: 1e30}}] | 6 | 'keys.budget_usd.day' must be an amount in US dollars below a billion
          keys: [{name: a, key: long-enough, min_quality: 2}] | 6 | 'keys.min_quality' must be a number from 0 to 1
          teams: {web: {models: [mm]}}              | 6 | there is no model 'mm', did you mean 'm'?
          teams: {web: {key: long-enough}}          | 6 | unknown key 'key' in 'teams.web'
          ledger: {url: "mysql://x"}                | 6 | 'ledger.url' must be jdbc:postgresql://
          ledger: {url: "jdbc:postgresql://h/d?password=x"} | 6 | belong under 'ledger.user' and 'ledger.password'
          ledger: {url: "jdbc:postgresql://u:secret@h/d"} | 6 | belong under 'ledger.user' and 'ledger.password'
          ledger: {url: "jdbc:postgresql://u:se?ret@h/d"} | 6 | belong under 'ledger.user' and 'ledger.password'
          ledger: {spool: 31MiB}                    | 6 | 'ledger.spool' must be 32MiB or more
          savings: {low: 1.2}                       | 6 | 'savings.low' must be a number from 0 to 1
          savings: {high: 0.9}                      | 6 | 'savings.high' must be a number from 1 to 100
          auth: closed                              | 6 | 'auth' must be keys or open
          response: {model: mine}                   | 6 | 'response.model' must be answered or requested
          baseline: ${NO_SUCH_VAR}                  | 6 | the environment variable NO_SUCH_VAR is not set
          retry: {attempts: 2, attempts: 3}         | 6 | the key 'attempts' is there twice
          listen: {port: 8080                       | 7 | no valid YAML
          """)
  void badLineIsReportedWithItsNumberAndAHint(String line, int number, String message) {
    List<Problem> problems = problems(SMALL + line + "\n");

    assertThat(problems.getFirst().toString())
        .startsWith("test.yaml:" + number + ": ")
        .contains(message);
  }

  @Test
  void providerNeedsAPlainWebAddress() {
    String yaml = SMALL.replace("http://127.0.0.1:9/v1", "ftp://user@host/x?y");

    assertThat(problems(yaml).getFirst().toString()).startsWith("test.yaml:2: 'base_url' must be");
  }

  @Test
  void severalProvidersMayNameTheModelDifferently() {
    GatewayConfig config =
        ok(
            """
            providers:
              one: {base_url: "http://127.0.0.1:9/v1/"}
              two: {base_url: "http://127.0.0.1:8"}
            models:
              m: {name: m-one, providers: [one, {provider: two, name: m-two}], accepts: [tools]}
            tiers: {standard: m}
            """);

    ModelConfig model = model(config, "m");
    assertThat(model.providers())
        .extracting(ModelConfig.Served::name)
        .containsExactly("m-one", "m-two");
    assertThat(model.providers().getFirst().provider().baseUrl())
        .hasToString("http://127.0.0.1:9/v1");
    assertThat(model.accepts()).containsExactly(Capability.TOOLS);
  }

  @Test
  void keysAndTeamsCarryTheirLimits() {
    GatewayConfig config =
        ok(
            SMALL
                + """
                keys:
                  - name: a
                    key: long-enough
                    team: web
                    models: [auto, "tier:budget", m]
                    max_tier: standard
                    rpm: 10
                    tpm: 20000
                    concurrency: 3
                    budget_usd: {day: 1.5, total: 100}
                    pacing: on
                    expires: 2027-01-31
                    min_quality: 0.6
                  - {name: b, key: long-enough-too, team: nobody}
                teams:
                  web: {budget_usd: {month: 0}, expires: "2027-01-31T12:00:00+02:00"}
                """);

    assertThat(config.keys().getFirst().limits())
        .isEqualTo(
            new KeyLimits(
                List.of("auto", "tier:budget", "m"),
                Tier.STANDARD,
                10L,
                20_000L,
                3,
                new KeyLimits.Budget(Usd.parse("1.5"), null, Usd.parse("100")),
                true,
                Instant.parse("2027-01-31T00:00:00Z"),
                0.6));
    assertThat(LimitsText.of(config.keys().getFirst().limits()))
        .isEqualTo(
            "models auto, tier:budget, m; at most standard; 10 requests a minute; 20000 tokens a"
                + " minute; 3 at a time; $1.5 a day; $100 in all; paced; quality from 0.6; until"
                + " 2027-01-31T00:00:00Z");
    assertThat(LimitsText.of(KeyLimits.NONE)).isEqualTo("models all");
    assertThat(config.keys().getLast().limits()).isEqualTo(KeyLimits.NONE);
    KeyLimits team = Objects.requireNonNull(config.teams().get("web"));
    assertThat(team.budget()).isEqualTo(new KeyLimits.Budget(null, Usd.ZERO, null));
    assertThat(team.expires()).isEqualTo("2027-01-31T10:00:00Z");
    assertThat(config.inactive()).noneMatch(name -> name.startsWith("keys"));
  }

  @Test
  void acceptedAnswersAreComparedAsTheFileSays() {
    GatewayConfig plain = ok(SMALL);
    GatewayConfig told =
        ok(
            SMALL
                + "cascade: {shadow_rate: 0.05, judge: budget, shadow_usd_per_hour: 0.25,"
                + " tighten: off}\n");

    assertThat(plain.cascade().shadow()).isEqualTo(ShadowConfig.DEFAULT);
    assertThat(told.cascade().shadowRate()).isEqualTo(0.05);
    assertThat(told.cascade().shadow())
        .isEqualTo(new ShadowConfig(ShadowConfig.Judge.BUDGET, Usd.parse("0.25"), false));
    assertThat(told.inactive()).noneMatch(name -> name.startsWith("cascade"));
  }

  @Test
  void ledgerIsSqliteUnlessADatabaseIsNamed() {
    GatewayConfig config =
        ok(
            SMALL
                + "ledger: {url: \"jdbc:postgresql://db/sluice\", user: u, password: top-secret,"
                + " spool: 2GB}\n");

    assertThat(config.ledger())
        .isEqualTo(
            new LedgerConfig(
                "jdbc:postgresql://db/sluice", "u", new Secret("top-secret"), 2L << 30));
    assertThat(config.toString()).doesNotContain("top-secret");
    assertThat(ok(SMALL).ledger()).isEqualTo(LedgerConfig.DEFAULT);
  }

  @Test
  void savingsAreAssumedToLieBetweenTheConfiguredFactors() {
    assertThat(ok(SMALL).savings()).isEqualTo(Savings.Lengths.ASSUMED);
    assertThat(ok(SMALL + "savings: {low: 0.5, high: 2}\n").savings())
        .isEqualTo(new Savings.Lengths(0.5, 1, 2, true));
  }

  @Test
  void versionFollowsWhatDecidesAnswersAndNothingElse() {
    GatewayConfig before = ok(SMALL);

    assertThat(ok(SMALL + "listen: {port: 1}\n").version()).isEqualTo(before.version());
    assertThat(ok(SMALL.replace("output: 2", "output: 3")).version())
        .isNotEqualTo(before.version());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d\ude00", "\ud83d", "\ude00"})
  void aPairOfSurrogatesAndHalfOfOneMayStandAnywhere(String last) {
    for (int length = 1000; length < 1100; length++) {
      String text = "#" + "x".repeat(length) + last + "\nlimits: {}";

      assertThat(ConfigLoader.parse(text, "test.yaml", Map.of()))
          .isInstanceOf(Loaded.Invalid.class);
    }
  }
}
