package dev.sluice.gateway.route;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns the plan of an `auto` request into the models that are tried: its task's route, less what
/// is above the caller's tier and what cannot take the request.
///
/// A budget that burns too fast lowers the caller's tier further, unless nothing would be left.
/// Where nothing of the route is left, the cheapest tier within bounds that takes the request
/// answers. A context length is only estimated, so it never refuses a request: the roomiest model
/// is then asked and the provider decides. Runs after classification, before anything is paid.
public final class ChooseSteps implements WaitingStage {

  @Override
  public Step apply(Exchange x) {
    Plan plan = x.plan();
    return switch (plan.kind()) {
      case EXPLICIT -> Step.CONTINUE;
      case TIER -> cap(x, plan);
      case AUTO -> choose(x, plan);
    };
  }

  private static Step cap(Exchange x, Plan plan) {
    Tier highest = x.caller().maxTier(x.options());
    String allowed = highest == null ? null : x.config().tiers().get(highest);
    ModelConfig asked = x.config().model(plan.steps().getFirst().models().getFirst());
    if (allowed != null && asked != null && !isWithin(highest, asked)) {
      x.planAs(plan.withSteps(List.of(new RouteStep.Ask(allowed))));
    }
    return Step.CONTINUE;
  }

  private static Step choose(Exchange x, Plan plan) {
    Needs needs = Needs.of(x.request());
    Tier highest = x.caller().maxTier(x.options());
    Tier paced = x.allowance().lean().highest();
    List<RouteStep> steps = List.of();
    if (paced != null && (highest == null || paced.compareTo(highest) < 0)) {
      steps = within(paced, x, needs);
    }
    if (steps.isEmpty()) {
      steps = within(highest, x, needs);
    }
    if (steps.isEmpty()) {
      return new Step.Rejected(unsupported(needs));
    }
    x.planAs(plan.withSteps(steps));
    return Step.CONTINUE;
  }

  private static List<RouteStep> within(@Nullable Tier highest, Exchange x, Needs needs) {
    GatewayConfig config = x.config();
    Predicate<ModelConfig> takes =
        model -> model.isCallable() && isWithin(highest, model) && needs.acceptedBy(model);
    List<RouteStep> route = config.routes().getOrDefault(task(x), List.of());

    List<RouteStep> steps = keep(route, config, takes.and(needs::fit));
    if (steps.isEmpty()) {
      steps =
          Stream.of(Tier.values())
              .map(config.tiers()::get)
              .flatMap(id -> models(config, id))
              .filter(takes.and(needs::fit))
              .limit(1)
              .<RouteStep>map(m -> new RouteStep.Ask(m.id()))
              .toList();
    }
    return steps.isEmpty() ? roomiest(route, config, takes) : steps;
  }

  private static TaskType task(Exchange x) {
    TaskDecision decided = x.task();
    if (decided != null) {
      return decided.task();
    }
    TaskType said = x.options().task();
    return said == null ? TaskType.GENERAL : said;
  }

  /// A model on no ladder is within no bound.
  private static boolean isWithin(@Nullable Tier highest, ModelConfig model) {
    Tier tier = model.tier();
    return highest == null || (tier != null && tier.compareTo(highest) <= 0);
  }

  /// The steps with the models that pass; one model asked twice would only cost twice.
  private static List<RouteStep> keep(
      List<RouteStep> route, GatewayConfig config, Predicate<ModelConfig> passes) {
    List<RouteStep> kept = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (RouteStep step : route) {
      List<String> left =
          step.models().stream()
              .distinct()
              .filter(id -> models(config, id).anyMatch(passes))
              .toList();
      if (!asked.containsAll(left)) {
        kept.add(left.size() == 1 ? new RouteStep.Ask(left.getFirst()) : step);
        asked.addAll(left);
      }
    }
    return kept;
  }

  private static List<RouteStep> roomiest(
      List<RouteStep> route, GatewayConfig config, Predicate<ModelConfig> takes) {
    Stream<String> ids =
        Stream.concat(
            route.stream().flatMap(step -> step.models().stream()),
            Stream.of(Tier.values()).map(config.tiers()::get));
    return ids.flatMap(id -> models(config, id))
        .filter(takes)
        .reduce((a, b) -> room(b) > room(a) ? b : a)
        .<List<RouteStep>>map(model -> List.of(new RouteStep.Ask(model.id())))
        .orElse(List.of());
  }

  private static int room(ModelConfig model) {
    Integer context = model.context();
    return context == null ? Integer.MAX_VALUE : context;
  }

  private static Stream<ModelConfig> models(GatewayConfig config, @Nullable String id) {
    return id == null ? Stream.empty() : Stream.ofNullable(config.model(id));
  }

  private static ApiError unsupported(Needs needs) {
    if (needs.capabilities().isEmpty()) {
      return ApiError.badRequest(
          "No model of this route is within the highest tier that this request may use.",
          null,
          "unsupported_value");
    }
    String what =
        needs.capabilities().stream()
            .map(Capability::wireName)
            .sorted()
            .collect(Collectors.joining(", "));
    return ApiError.badRequest(
        "No model that this request may use accepts " + what + ".", null, "unsupported_value");
  }
}
