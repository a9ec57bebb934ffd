package dev.sluice.gateway;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.OutputLengths;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Closing;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Closing: what the baseline model, and the standard tier's, would have cost for the answer that
/// is served.
///
/// Where one of them answered itself, that is what it cost; else its answer's length is estimated
/// from requests that both models have answered, those of this request among them.
public final class PriceBaseline implements Closing {

  private final OutputLengths lengths;

  public PriceBaseline(OutputLengths lengths) {
    this.lengths = lengths;
  }

  /// What was served, by whom.
  private record Serving(String model, Usage usage) {}

  @Override
  public void close(Exchange x) {
    Serving serving = serving(x);
    if (serving == null) {
      return;
    }
    Plan plan = x.planOrNull();
    learn(x, serving);
    Estimate baseline = estimate(x, serving, plan == null ? null : plan.baseline());
    if (baseline != null) {
      x.baselineIs(baseline);
    }
    Estimate standard = estimate(x, serving, x.config().tiers().get(Tier.STANDARD));
    if (standard != null) {
      x.standardIs(standard);
    }
  }

  private @Nullable Estimate estimate(Exchange x, Serving serving, @Nullable String name) {
    ModelConfig model = name == null ? null : x.config().model(name);
    Price price = model == null ? null : model.price();
    if (model == null || price == null) {
      return null;
    }
    if (model.id().equals(serving.model())) {
      Usd cost = price.cost(serving.usage());
      return new Estimate(cost, cost, cost, false);
    }
    return Savings.counterpart(
        price,
        serving.usage(),
        lengths.between(task(x), serving.model(), model.id(), x.config().savings()));
  }

  /// Other models' whole answers to the same request, drafts that is.
  private void learn(Exchange x, Serving serving) {
    for (Attempt attempt : x.attempts()) {
      if (attempt.state() == Attempt.State.SETTLED
          && attempt.failure() == null
          && !attempt.model().id().equals(serving.model())) {
        lengths.observe(
            task(x),
            serving.model(),
            serving.usage().output(),
            attempt.model().id(),
            attempt.usage().output());
      }
    }
  }

  private static @Nullable TaskType task(Exchange x) {
    TaskDecision decided = x.task();
    return decided == null ? null : decided.task();
  }

  /// A stored answer's usage, else that of the attempt that answered; null when nothing was served.
  private static @Nullable Serving serving(Exchange x) {
    List<Attempt> attempts = x.attempts();
    Served served = x.served();
    Usage told = served == null ? null : served.answer().usage();
    if (served != null && told != null) {
      return new Serving(served.model(), told);
    }
    for (Attempt attempt : attempts.reversed()) {
      if (attempt.kind() == Attempt.Kind.ANSWER && attempt.failure() == null) {
        return attempt.state() == Attempt.State.OPEN
            ? null
            : new Serving(attempt.model().id(), attempt.usage());
      }
    }
    return null;
  }
}
