package dev.sluice.server.http;

import dev.sluice.gateway.access.Authenticate;
import dev.sluice.gateway.access.Authenticated;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A path that has every answer in memory. One caller is known; others are turned away.
final class EdgeGateway implements Gateway {

  private static final String CONFIG =
      """
      providers: {one: {base_url: "http://127.0.0.1:9/v1", api_key: secret}}
      models: {m: {provider: one, tier: budget, price: {input: 1, output: 2}}}
      tiers: {budget: m}
      keys: [{name: caller, key: "known-key", passthrough: true}]
      listen: {port: 0, max_body: 64KB}
      admin: {port: 0}
      """;

  private static final String ANSWER =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
      {"role":"assistant","content":"Paris"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}\
      """;

  private final GatewayConfig config;
  private final Authenticate authenticate;
  private final Answer answer =
      AnswerReader.read(ANSWER.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  private int opened;
  private int closed;
  private int observed;

  EdgeGateway() {
    config =
        switch (ConfigLoader.parse(CONFIG, "fuzz.yaml", Map.of())) {
          case Loaded.Ok ok -> ok.config();
          case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    authenticate = new Authenticate(config);
  }

  /// Exchanges that have begun.
  int opened() {
    return opened;
  }

  /// Exchanges that are over.
  int observed() {
    Edge.check(closed == observed, "an exchange is over and not closed");
    return observed;
  }

  @Override
  public GatewayConfig config() {
    return config;
  }

  @Override
  public Authenticated authenticate(UnaryOperator<@Nullable String> header) {
    return authenticate.apply(header);
  }

  @Override
  public Step immediate(Exchange x) {
    opened++;
    x.servedBy("m", Tier.BUDGET);
    return new Step.Answered(answer);
  }

  @Override
  public Step.End waiting(Exchange x) {
    throw new AssertionError("nothing waits");
  }

  @Override
  public void close(Exchange x) {
    closed++;
  }

  @Override
  public void observe(Exchange x, Outcome outcome) {
    observed++;
  }
}
