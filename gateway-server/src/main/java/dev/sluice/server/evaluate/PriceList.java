package dev.sluice.server.evaluate;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What models cost.
///
/// @param name as reports call it
/// @param models by id; a model that is not there costs what its tier does
/// @param tiers what the stand-in of each tier costs
/// @param baseline what the baseline costs where it is none of the tiers' models
record PriceList(String name, Map<String, Price> models, Map<Tier, Price> tiers, Price baseline) {

  private static final Price USUAL_BASELINE = price("2.50", "10.00");

  PriceList {
    models = Map.copyOf(models);
    tiers = Map.copyOf(tiers);
  }

  /// The prices of a configuration.
  ///
  /// @throws CannotEvaluate when a model that may be asked is unpriced
  static PriceList of(GatewayConfig config) {
    Map<String, Price> models = new LinkedHashMap<>();
    config.models().forEach((id, model) -> put(models, id, model));
    Map<Tier, Price> tiers = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      String model = config.tiers().get(tier);
      if (model != null) {
        tiers.put(tier, Objects.requireNonNull(models.get(model), model));
      }
    }
    String baseline = config.baseline();
    Price compared = baseline == null ? null : models.get(baseline);
    return new PriceList(
        "shipped", models, tiers, Optional.ofNullable(compared).orElse(USUAL_BASELINE));
  }

  private static void put(Map<String, Price> models, String id, ModelConfig model) {
    Price price = model.price();
    if (price != null) {
      models.put(id, price);
    } else if (model.isCallable()) {
      throw new CannotEvaluate("Model '" + id + "' has no price, so nothing can be said of costs.");
    }
  }

  /// Launch and list prices of DeepSeek's models of 2024 and 2025, and an assumed one for the
  /// budget tier.
  static PriceList research() {
    return new PriceList(
        "research",
        Map.of(),
        Map.of(
            Tier.BUDGET, price("0.035", "0.138"),
            Tier.STANDARD, price("0.14", "0.28"),
            Tier.PREMIUM, price("0.55", "2.19")),
        USUAL_BASELINE);
  }

  private static Price price(String input, String output) {
    return Price.of(Usd.parse(input), Usd.parse(output));
  }

  Price of(@Nullable String model, Tier tier) {
    Price own = model == null ? null : models.get(model);
    return own == null ? tier(tier) : own;
  }

  /// A tier without a price costs what the next cheaper one does.
  private Price tier(Tier tier) {
    return Objects.requireNonNull(
        tiers.get(Ladder.standing(tiers.keySet(), tier)), "no tier has a price");
  }
}
