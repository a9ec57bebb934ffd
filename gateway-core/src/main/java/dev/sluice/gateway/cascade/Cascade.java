package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.path.WaitingStage;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.terms.Tier;
import java.util.Objects;

/// Answers a request with the models of its plan; the last stage of the path.
///
/// A chat request whose answer is read whole climbs ([Climb]); where it was routed, every answer is
/// judged before the client sees any of it. All others go out as they come ([LiveClimb]), routed
/// streams from their commit point on; how much of a stream is seen first, [StreamGating] says.
/// Runs on the request's virtual thread; one instance serves all requests.
public final class Cascade implements WaitingStage {

  /// No cap at all, with room for sums.
  private static final Usd BOUNDLESS = Usd.ofNanos(Long.MAX_VALUE / 4);

  private final PaidCall calls;
  private final QualityGate gate;
  private final Budgets budgets;
  private final CascadeEvents events;
  private final AnswerBounds bounds;
  private final CommitPoint commit;
  private final Asking asking;

  public Cascade(PaidCall calls, QualityGate gate, Budgets budgets, CascadeEvents events) {
    this(calls, gate, budgets, events, LengthBound.NONE);
  }

  /// @param longest how long good answers are, as far as that is known
  public Cascade(
      PaidCall calls,
      QualityGate gate,
      Budgets budgets,
      CascadeEvents events,
      LengthBound longest) {
    this(calls, gate, budgets, events, Streams.of(new AnswerBounds(longest)));
  }

  Cascade(
      PaidCall calls, QualityGate gate, Budgets budgets, CascadeEvents events, Streams streams) {
    this.calls = calls;
    this.gate = gate;
    this.budgets = budgets;
    this.events = events;
    this.bounds = streams.bounds();
    this.commit = streams.commit();
    this.asking = new Asking(bounds.bounding(calls), streams.tape());
  }

  /// How streams are read.
  record Streams(AnswerBounds bounds, StreamTape tape, CommitPoint commit) {

    static Streams of(AnswerBounds bounds) {
      return new Streams(bounds, new StreamTape(bounds), new CommitPoint());
    }
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
    StreamGating gating = x.request().stream() ? StreamGating.of(x) : StreamGating.WHOLE;
    if (x.operation() != Operation.CHAT || gating != StreamGating.WHOLE) {
      boolean held = x.operation() == Operation.CHAT && gating == StreamGating.HELD;
      LiveClimb.Gate by = held ? new LiveClimb.Gate(commit, gate) : null;
      return new LiveClimb(x, calls, purse(x), by, events).run();
    }
    QualityGate judge =
        plan.kind() == Plan.Kind.AUTO ? new Runaway(gate, bounds) : QualityGate.UNJUDGED;
    return new Climb(x, asking, judge, events, purse(x)).run();
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

  static ModelConfig model(Exchange x, String id) {
    return Objects.requireNonNull(x.config().model(id), id);
  }
}
