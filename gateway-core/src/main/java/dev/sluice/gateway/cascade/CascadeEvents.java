package dev.sluice.gateway.cascade;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;

/// What a cascade decides, for whoever counts it. Called on requests' virtual threads; must not
/// wait.
public interface CascadeEvents {

  CascadeEvents NONE =
      new CascadeEvents() {
        @Override
        public void decided(TaskType task, Tier tier) {}

        @Override
        public void escalated(Tier from, Tier to, String reason) {}
      };

  /// A routed request of this task starts at this tier.
  void decided(TaskType task, Tier tier);

  /// An answer was refused and the next step was asked; failures of a provider are none of these.
  ///
  /// @param reason as in the trace: `format`, `disagree`, …
  void escalated(Tier from, Tier to, String reason);
}
