package dev.sluice.server.demo;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.Optional;

/// Observations for tests.
final class Seen {

  private Seen() {}

  static Observation miss(TaskType task, Tier tier, String route, long cost, long baseline) {
    return of(task, tier, "MISS", route, cost, baseline, 500, 2);
  }

  static Observation hit(TaskType task, Tier tier, long baseline) {
    return of(task, tier, "HIT", "", 0, baseline, 1, 1);
  }

  /// A hit that waited for another request.
  static Observation joined(TaskType task, Tier tier, long baseline) {
    return of(task, tier, "HIT", "", 0, baseline, 400, 1);
  }

  static Observation failed(String failure) {
    return new Observation(
        TaskType.GENERAL,
        502,
        failure,
        Observation.Facts.NONE,
        Optional.empty(),
        Duration.ofMillis(9),
        Duration.ofMillis(9));
  }

  private static Observation of(
      TaskType task,
      Tier tier,
      String cache,
      String route,
      long cost,
      long baseline,
      int latencyMs,
      int overheadMs) {
    int attempts = route.isEmpty() ? 0 : route.split(",").length;
    return new Observation(
        task,
        200,
        "",
        new Observation.Facts(
            Optional.of(task),
            Optional.of(tier),
            "model",
            cache,
            attempts,
            route,
            Usd.ofNanos(cost),
            Optional.of(Usd.ofNanos(baseline)),
            Duration.ofMillis(latencyMs),
            Duration.ofMillis(overheadMs)),
        Optional.of(new Usage(100, 0, 0, 20, 0)),
        Duration.ofMillis(latencyMs),
        Duration.ofMillis(latencyMs / 2));
  }
}
