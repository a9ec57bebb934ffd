package dev.sluice.gateway;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Savings.Lengths;
import dev.sluice.gateway.path.Closing;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Closing: what the baseline model, and the standard tier's, would have cost for the answer that
/// is served.
public final class PriceBaseline implements Closing {

  @Override
  public void close(Exchange x) {
    Usage usage = served(x);
    if (usage == null) {
      return;
    }
    Plan plan = x.planOrNull();
    Price baseline = price(x, plan == null ? null : plan.baseline());
    if (baseline != null) {
      x.baselineIs(Savings.counterpart(baseline, usage, Lengths.ASSUMED));
    }
    Price standard = price(x, x.config().tiers().get(Tier.STANDARD));
    if (standard != null) {
      x.standardIs(Savings.counterpart(standard, usage, Lengths.ASSUMED));
    }
  }

  private static @Nullable Price price(Exchange x, @Nullable String name) {
    ModelConfig model = name == null ? null : x.config().model(name);
    return model == null ? null : model.price();
  }

  /// A stored answer's usage, else that of the attempt that answered; null when nothing was served.
  private static @Nullable Usage served(Exchange x) {
    List<Attempt> attempts = x.attempts();
    Served served = x.served();
    if (served != null && served.answer().usage() != null) {
      return served.answer().usage();
    }
    for (Attempt attempt : attempts.reversed()) {
      if (attempt.kind() == Attempt.Kind.ANSWER && attempt.failure() == null) {
        return attempt.state() == Attempt.State.OPEN ? null : attempt.usage();
      }
    }
    return null;
  }
}
