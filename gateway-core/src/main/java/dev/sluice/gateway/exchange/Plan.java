package dev.sluice.gateway.exchange;

import dev.sluice.gateway.config.RouteStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the name that was asked for is going to be answered.
///
/// @param asked the client's own `model`
/// @param kind what that name is
/// @param bias which way `auto` leans
/// @param steps the models to try; empty while `auto` still waits for its task
/// @param baseline the model that savings are measured against, null when there is none
public record Plan(
    String asked, Kind kind, Bias bias, List<RouteStep> steps, @Nullable String baseline) {

  public Plan {
    steps = List.copyOf(steps);
  }

  /// What the asked name resolved to.
  public enum Kind {
    /// One configured model, nothing added to the request.
    EXPLICIT,
    /// One tier, no cascade.
    TIER,
    /// Classified, then the task's route.
    AUTO
  }

  /// The cost–quality lean of `auto`, `auto:cheap`, `auto:quality`.
  public enum Bias {
    CHEAP,
    BALANCED,
    QUALITY
  }

  /// Whether the request may get a model's parameters, defaults and clamps.
  public boolean isRouted() {
    return kind != Kind.EXPLICIT;
  }

  public Plan withSteps(List<RouteStep> steps) {
    return new Plan(asked, kind, bias, steps, baseline);
  }
}
