package dev.sluice.server.evaluate;

import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Twelve sums that four made-up models answered: the small one is wrong at every third, the middle
/// one at every fourth, the large one at the last, the reference at every fifth.
final class Sums {

  static final String NAME = "sums";

  static final StandIns STAND_INS =
      new StandIns(List.of("small"), List.of("middle"), List.of("large"), List.of("reference"));

  private static final String CONFIG =
      """
      providers:
        global: {base_url: "http://127.0.0.1:1/v1", api_key: none}
      models:
        a: {provider: global, tier: budget, price: {input: 1, output: 2}}
        b: {provider: global, tier: standard, price: {input: 10, output: 20}}
        c: {provider: global, tier: premium, price: {input: 100, output: 200}}
        d: {price: {input: 500, output: 1000}}
      tiers: {budget: a, standard: b, premium: c}
      baseline: d
      cascade: {accept: {budget: 0.80, standard: 0.90}, max_cost_usd: 50}
      routes:
      """;

  private Sums() {}

  static Path folder() {
    try {
      return Path.of(URI.create(String.valueOf(Sums.class.getResource("outcomes"))));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the sums are not there", e);
    }
  }

  static OutcomeSet set() {
    return new OutcomeFolder(folder()).set(NAME);
  }

  static Suite suite() {
    return Suite.of(List.of(set()), STAND_INS, Choice.ALL, List.of());
  }

  /// A configuration with the same steps for every task.
  static String config(String steps) {
    StringBuilder text = new StringBuilder(CONFIG);
    for (String task :
        List.of(
            "simple_qa",
            "classification",
            "summarization",
            "translation",
            "code_generation",
            "complex_reasoning",
            "general")) {
      text.append("  ").append(task).append(": ").append(steps).append('\n');
    }
    return text.toString();
  }

  static GatewayConfig read(String text) {
    return switch (ConfigLoader.parse(text, "sums.yaml", Map.of())) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid -> throw new IllegalStateException(invalid.toString());
    };
  }
}
