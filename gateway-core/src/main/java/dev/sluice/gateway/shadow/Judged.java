package dev.sluice.gateway.shadow;

import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.List;

/// What the gate decided about one answer of a routed request, read from the request's trace.
///
/// The last step's answer is accepted whatever it is, so that nothing is decided about it. A step
/// that compares two answers is one of its second model's tier, whose threshold decides.
record Judged(Rung rung, boolean accepted) {

  /// The decisions about one request in their order; at most the last one is an acceptance.
  static List<Judged> of(Exchange x) {
    Plan plan = x.planOrNull();
    TaskDecision task = x.task();
    if (plan == null || task == null || plan.kind() != Plan.Kind.AUTO || !wasGated(x)) {
      return List.of();
    }
    List<Judged> decisions = new ArrayList<>(2);
    String trace = "," + x.trace();
    for (RouteStep step : plan.steps().subList(0, Math.max(0, plan.steps().size() - 1))) {
      String name = "," + String.join("+", step.models()) + ":";
      ModelConfig deciding = x.config().model(step.models().getLast());
      Tier tier = deciding == null ? null : deciding.tier();
      boolean accepted = trace.contains(name + "accept") || trace.contains(name + "agree");
      if (tier != null && (accepted || trace.contains(name + "reject("))) {
        decisions.add(new Judged(new Rung(task.task(), tier), accepted));
      }
    }
    return decisions;
  }

  /// What is stored was judged before, and a stream that goes out as it comes is judged by nobody.
  private static boolean wasGated(Exchange x) {
    boolean live = x.request().stream() && x.options().stream() == StreamMode.DIRECT;
    boolean fresh = x.cache() != CacheOutcome.HIT && x.cache() != CacheOutcome.SEMANTIC_HIT;
    return x.operation() == Operation.CHAT && fresh && !live;
  }
}
