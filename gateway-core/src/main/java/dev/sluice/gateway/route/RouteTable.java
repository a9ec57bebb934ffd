package dev.sluice.gateway.route;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.terms.Tier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every name that a caller may ask for, and what it means under one configuration.
///
/// Immutable; any thread.
public final class RouteTable {

  private static final Map<String, Plan.Bias> AUTO =
      Map.of(
          "auto", Plan.Bias.BALANCED,
          "auto:cheap", Plan.Bias.CHEAP,
          "auto:quality", Plan.Bias.QUALITY);
  private static final List<String> AUTO_NAMES = List.of("auto", "auto:cheap", "auto:quality");
  private static final int LONGEST_NAME_SHOWN = 128;

  private final GatewayConfig config;
  private final Map<String, Plan> plans;

  private RouteTable(GatewayConfig config, Map<String, Plan> plans) {
    this.config = config;
    this.plans = plans;
  }

  public static RouteTable of(GatewayConfig config) {
    Map<String, Plan> real = new LinkedHashMap<>();
    for (String name : AUTO_NAMES) {
      Plan.Bias bias = AUTO.getOrDefault(name, Plan.Bias.BALANCED);
      real.put(name, new Plan(name, Plan.Kind.AUTO, bias, List.of(), config.baseline()));
    }
    for (Tier tier : Tier.values()) {
      String model = config.tiers().get(tier);
      if (model != null) {
        String name = "tier:" + tier.wireName();
        real.put(name, single(name, Plan.Kind.TIER, model, config.baseline()));
      }
    }
    for (ModelConfig model : config.models().values()) {
      if (model.isCallable()) {
        real.put(model.id(), single(model.id(), Plan.Kind.EXPLICIT, model.id(), config.baseline()));
      }
    }
    Map<String, Plan> all = new LinkedHashMap<>(real);
    config
        .aliases()
        .forEach((name, target) -> {
          Plan plan = real.get(target);
          if (plan != null) {
            all.put(name, renamed(plan, name, config));
          }
        });
    return new RouteTable(config, all);
  }

  /// What the asked name means for this caller. One that it may not use does not exist for it.
  public Resolved resolve(String asked, Caller caller) {
    Plan plan = plans.get(asked);
    return plan != null && caller.mayUse(config, asked)
        ? new Resolved.Found(plan)
        : new Resolved.Unknown(unknown(asked));
  }

  /// The names that this caller may ask for, as `GET /v1/models` lists them.
  public List<String> names(Caller caller) {
    return plans.keySet().stream().filter(name -> caller.mayUse(config, name)).toList();
  }

  /// A name that means something, or the error to answer.
  public sealed interface Resolved {

    record Found(Plan plan) implements Resolved {}

    record Unknown(ApiError error) implements Resolved {}
  }

  private static Plan single(
      String asked, Plan.Kind kind, String model, @Nullable String baseline) {
    return new Plan(asked, kind, Plan.Bias.BALANCED, List.of(new RouteStep.Ask(model)), baseline);
  }

  /// An alias keeps the application's own model name, which is what it would have paid for.
  private static Plan renamed(Plan plan, String name, GatewayConfig config) {
    ModelConfig asked = config.model(name);
    String baseline = asked != null && asked.price() != null ? name : config.baseline();
    return new Plan(name, plan.kind(), plan.bias(), plan.steps(), baseline);
  }

  private static ApiError unknown(String asked) {
    String shown =
        asked.length() <= LONGEST_NAME_SHOWN ? asked : asked.substring(0, LONGEST_NAME_SHOWN) + "…";
    return ApiError.of(
        404,
        "The model `" + shown + "` does not exist or you do not have access to it.",
        ApiError.INVALID_REQUEST,
        null,
        "model_not_found");
  }
}
