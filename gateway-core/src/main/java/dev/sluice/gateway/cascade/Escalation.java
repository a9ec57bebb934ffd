package dev.sluice.gateway.cascade;

import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.terms.Tier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A refused answer, told as an escalation once its successor is asked. One thread.
final class Escalation {

  private final CascadeEvents events;
  private @Nullable Tier from;
  private String reason = "";

  Escalation(CascadeEvents events) {
    this.events = events;
  }

  void refused(ModelConfig model, String why) {
    from = tier(model);
    reason = why;
  }

  void asked(ModelConfig next) {
    Tier refusing = from;
    if (refusing != null) {
      from = null;
      events.escalated(refusing, tier(next), reason);
    }
  }

  /// Whose threshold decides.
  static Tier tier(ModelConfig model) {
    return Optional.ofNullable(model.tier()).orElse(Tier.STANDARD);
  }
}
