package dev.sluice.gateway.exchange;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;

/// What measured quality demands on top of configured thresholds. Any thread; must not wait.
@FunctionalInterface
public interface Tightening {

  /// Demands nothing.
  Tightening NONE = (task, tier) -> 0;

  /// How much the threshold of this task's answers on this tier is raised; 0 or more.
  double offset(TaskType task, Tier tier);
}
