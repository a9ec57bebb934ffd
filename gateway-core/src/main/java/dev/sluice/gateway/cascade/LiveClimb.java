package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.quality.Verdict;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on its way up to a model whose answer goes out as it comes.
///
/// Without a gate the first step that opens its answer is served. With one, all but the last are
/// held up to the commit point: a stream that passes goes out, one whose beginning is no good is
/// cancelled, and one that ends before it is judged whole and served like any other answer, if need
/// be as the best so far. A step that compares two answers asks only the one that it would serve.
/// One thread.
final class LiveClimb {

  private final Exchange x;
  private final PaidCall calls;
  private final Purse purse;
  private final @Nullable Gate gate;
  private final Escalation escalation;

  private @Nullable Draft best;
  private UpstreamFailure failure = UpstreamFailure.of(FailureKind.PROTOCOL, "no step", false);

  /// What a stream has to pass.
  record Gate(CommitPoint commit, QualityGate quality) {}

  /// An answer that could be served.
  private record Draft(ModelConfig model, Answer answer, Attempt attempt, Verdict verdict) {}

  /// @param gate null to take what comes
  LiveClimb(Exchange x, PaidCall calls, Purse purse, @Nullable Gate gate, CascadeEvents events) {
    this.x = x;
    this.calls = calls;
    this.purse = purse;
    this.gate = gate;
    this.escalation = new Escalation(events);
  }

  Step run() throws InterruptedException {
    List<RouteStep> steps = x.plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      Step end = ask(Cascade.model(x, steps.get(i).models().getLast()), last ? null : gate);
      if (end != null) {
        return end;
      }
      if (failure.kind() == FailureKind.CANCELLED) {
        break;
      }
    }
    Draft draft = best;
    return draft == null ? Ending.failed(x, failure) : serve(draft);
  }

  private @Nullable Step ask(ModelConfig model, @Nullable Gate by) throws InterruptedException {
    Paid paid = calls.ask(x, model, purse);
    if (!(paid instanceof Paid.Failed failed) || !failed.failure().kind().isAboutMoney()) {
      escalation.asked(model);
    }
    return switch (paid) {
      case Paid.Answered answered -> whole(model, answered.answer(), answered.attempt(), by);
      case Paid.Other other -> {
        x.trace(model.id() + ":accept");
        yield Ending.relayed(x, model, other.whole(), other.attempt());
      }
      case Paid.Streaming streaming ->
          by == null
              ? forward(model, streaming.opened(), streaming.attempt())
              : hold(model, streaming, by);
      case Paid.Failed failed -> passOver(model, failed.failure());
    };
  }

  private @Nullable Step hold(ModelConfig model, Paid.Streaming streaming, Gate by)
      throws InterruptedException {
    Attempt attempt = streaming.attempt();
    return switch (by.commit().hold(x, streaming)) {
      case CommitPoint.Outcome.Passed passed -> forward(model, passed.opened(), attempt);
      case CommitPoint.Outcome.Refused refused -> refuse(model, refused.reason());
      case CommitPoint.Outcome.Whole whole -> whole(model, whole.answer(), attempt, by);
      case CommitPoint.Outcome.Failed failed -> passOver(model, failed.failure());
    };
  }

  private @Nullable Step whole(
      ModelConfig model, Answer answer, Attempt attempt, @Nullable Gate by) {
    Verdict verdict = by == null ? Verdict.GOOD : by.quality().judge(x, answer);
    Draft draft = new Draft(model, answer, attempt, verdict);
    if (by == null || verdict.pass() >= Thresholds.of(x, Escalation.tier(model))) {
      x.trace(model.id() + ":accept");
      return serve(draft);
    }
    Draft so = best;
    best = so == null || verdict.pass() >= so.verdict().pass() ? draft : so;
    return refuse(model, verdict.reason() == null ? "score" : verdict.reason());
  }

  private Step forward(ModelConfig model, UpstreamResponse.Opened opened, Attempt attempt) {
    x.trace(model.id() + ":accept");
    return Ending.forwarded(x, model, opened, attempt);
  }

  private @Nullable Step passOver(ModelConfig model, UpstreamFailure why) {
    failure = why;
    x.trace(model.id() + ":" + Ending.word(why));
    return null;
  }

  private @Nullable Step refuse(ModelConfig model, String reason) {
    x.trace(model.id() + ":reject(" + reason + ")");
    escalation.refused(model, reason);
    return null;
  }

  private Step serve(Draft draft) {
    return Ending.answered(
        x, draft.model(), draft.answer(), draft.attempt(), draft.verdict().pass());
  }
}
