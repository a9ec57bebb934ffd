package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.util.Objects;

/// Answers a request with the models of its plan; the last stage of the path.
///
/// A chat request whose answer is read whole climbs ([Climb]); where it was routed, every answer is
/// judged before the client sees any of it. All others, live streams among them ([StreamGating]),
/// take the first step that answers, and only a failure before the first byte moves them on. Runs
/// on the request's virtual thread; one instance serves all requests.
public final class Cascade implements WaitingStage {

  /// No cap at all, with room for sums.
  private static final Usd BOUNDLESS = Usd.ofNanos(Long.MAX_VALUE / 4);

  private final PaidCall calls;
  private final QualityGate gate;
  private final Budgets budgets;
  private final CascadeEvents events;
  private final StreamTape tape;

  public Cascade(PaidCall calls, QualityGate gate, Budgets budgets, CascadeEvents events) {
    this(calls, gate, budgets, events, new StreamTape());
  }

  Cascade(
      PaidCall calls, QualityGate gate, Budgets budgets, CascadeEvents events, StreamTape tape) {
    this.calls = calls;
    this.gate = gate;
    this.budgets = budgets;
    this.events = events;
    this.tape = tape;
  }

  @Override
  public Step apply(Exchange x) throws InterruptedException {
    Step end = null;
    try {
      end = answer(x);
      return end;
    } finally {
      if (end == null) {
        Ending.nobodyAnswered(x);
      }
    }
  }

  private Step answer(Exchange x) throws InterruptedException {
    Plan plan = x.plan();
    tellDecision(x, plan);
    boolean whole =
        x.operation() == Operation.CHAT && !(x.request().stream() && StreamGating.isLive(x));
    if (!whole) {
      return firstThatAnswers(x, purse(x));
    }
    QualityGate judge = plan.kind() == Plan.Kind.AUTO ? gate : QualityGate.UNJUDGED;
    return new Climb(x, new Asking(calls, tape), judge, events, purse(x)).run();
  }

  /// The configured cap is for routed requests; the caller's own goes for all, and so do the
  /// budgets of its key and team.
  private Purse purse(Exchange x) {
    Usd cap = x.plan().isRouted() ? x.config().cascade().maxCost() : BOUNDLESS;
    Usd asked = x.options().maxCost();
    return budgets.purse(asked != null && asked.compareTo(cap) < 0 ? asked : cap, x.caller());
  }

  private void tellDecision(Exchange x, Plan plan) {
    TaskDecision task = x.task();
    Tier tier = model(x, plan.steps().getFirst().models().getLast()).tier();
    if (plan.kind() == Plan.Kind.AUTO && task != null && tier != null) {
      events.decided(task.task(), tier);
    }
  }

  /// A step that compares two answers is live with the one that it would serve.
  private Step firstThatAnswers(Exchange x, Purse purse) throws InterruptedException {
    UpstreamFailure failure = UpstreamFailure.of(FailureKind.PROTOCOL, "no step", false);
    for (RouteStep step : x.plan().steps()) {
      ModelConfig model = model(x, step.models().getLast());
      switch (calls.ask(x, model, purse)) {
        case Paid.Answered answered -> {
          x.trace(model.id() + ":accept");
          return Ending.answered(x, model, answered.answer(), answered.attempt(), 1);
        }
        case Paid.Other other -> {
          x.trace(model.id() + ":accept");
          return Ending.relayed(x, model, other.whole(), other.attempt());
        }
        case Paid.Streaming streaming -> {
          x.trace(model.id() + ":accept");
          return Ending.forwarded(x, model, streaming.opened(), streaming.attempt());
        }
        case Paid.Failed failed -> failure = failed.failure();
      }
      x.trace(model.id() + ":" + Ending.word(failure));
      if (failure.kind() == FailureKind.CANCELLED) {
        break;
      }
    }
    return Ending.failed(x, failure);
  }

  static ModelConfig model(Exchange x, String id) {
    return Objects.requireNonNull(x.config().model(id), id);
  }
}
