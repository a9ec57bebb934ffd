package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.quality.Comparison;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.quality.Verdict;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One routed request on its way up the steps of its plan.
///
/// Each answer is judged; the first that passes its tier's threshold is served, and the last step's
/// in any case. A step that fails is passed over, which is no escalation; so is one whose worst
/// case does not fit the money that is left, since a later one may. Where the steps end without an
/// accepted answer, the best so far is served: the highest probability, the later of equals. One
/// thread.
final class Climb {

  /// Callers that lean to cheap answers wait for one model after the other, and save the second
  /// where the first is as good as it gets; all others wait for the slower of both only.
  private static final double IN_TURN_BELOW = 0.5;

  private final Exchange x;
  private final Asking asking;
  private final QualityGate gate;
  private final CascadeEvents events;
  private final Purse purse;

  private @Nullable Draft best;
  private @Nullable Refused refused;
  private UpstreamFailure failure = UpstreamFailure.of(FailureKind.PROTOCOL, "no step", false);

  Climb(Exchange x, Asking asking, QualityGate gate, CascadeEvents events, Purse purse) {
    this.x = x;
    this.asking = asking;
    this.gate = gate;
    this.events = events;
    this.purse = purse;
  }

  /// An answer that could be served.
  private record Draft(ModelConfig model, Answer answer, Attempt attempt, Verdict verdict) {

    /// Nothing stood beside it, which counts as disagreement.
    Draft unconfirmed() {
      return new Draft(model, answer, attempt, verdict.unconfirmed());
    }
  }

  /// A refused answer whose successor has not been asked yet.
  private record Refused(Tier tier, String reason) {}

  Step run() throws InterruptedException {
    List<RouteStep> steps = x.plan().steps();
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      Step end =
          switch (steps.get(i)) {
            case RouteStep.Ask ask -> ask(Cascade.model(x, ask.model()), last);
            case RouteStep.Agree agree ->
                agree(Cascade.model(x, agree.first()), Cascade.model(x, agree.second()), last);
          };
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

  private @Nullable Step ask(ModelConfig model, boolean last) throws InterruptedException {
    Reply reply = asking.ask(x, model, purse);
    tellEscalation(model, reply);
    return switch (reply) {
      case Reply.Failed failed -> {
        failure = failed.failure();
        x.trace(model.id() + ":" + Ending.word(failure));
        yield null;
      }
      case Reply.Other other -> {
        x.trace(model.id() + ":accept");
        yield Ending.relayed(x, model, other.whole(), other.attempt());
      }
      case Reply.Spoken spoken -> judge(draft(model, spoken), last);
    };
  }

  private @Nullable Step judge(Draft draft, boolean last) {
    String id = draft.model().id();
    Draft so = best;
    boolean failed = draft.verdict().pass() == 0 && so != null && so.verdict().pass() > 0;
    if (last ? !failed : passes(draft, draft.model())) {
      x.trace(id + ":accept");
      return serve(draft);
    }
    offer(draft);
    refuse(id, draft.model(), reason(draft));
    return null;
  }

  /// Asks both at once; or in turn where money goes before time, and then the second only where a
  /// better answer is to be expected of it.
  private @Nullable Step agree(ModelConfig a, ModelConfig b, boolean last)
      throws InterruptedException {
    if (Thresholds.quality(x) >= IN_TURN_BELOW) {
      return compare(a, b, asking.askBoth(x, a, b, purse), last);
    }
    Reply first = asking.ask(x, a, purse);
    if (first instanceof Reply.Spoken spoken && !gate.promises(x, spoken.answer())) {
      tellEscalation(b, first);
      return choose(a.id(), b, draft(a, spoken), ":accept", last);
    }
    return compare(a, b, new Asking.Both(first, asking.ask(x, b, purse)), last);
  }

  private @Nullable Step compare(ModelConfig a, ModelConfig b, Asking.Both replies, boolean last) {
    String id = a.id() + "+" + b.id();
    tellEscalation(b, replies.first(), replies.second());
    Reply.Spoken first = replies.first() instanceof Reply.Spoken s ? s : null;
    Reply.Spoken second = replies.second() instanceof Reply.Spoken s ? s : null;
    if (first == null) {
      return second == null
          ? failed(id, replies)
          : choose(id, b, draft(b, second).unconfirmed(), ":accept", last);
    }
    if (second == null) {
      return choose(id, b, draft(a, first).unconfirmed(), ":accept", last);
    }
    Comparison comparison = gate.compare(x, first.answer(), second.answer());
    Draft better =
        comparison.prefersFirst()
            ? new Draft(a, first.answer(), first.attempt(), comparison.first())
            : new Draft(b, second.answer(), second.attempt(), comparison.second());
    return choose(id, b, better, comparison.agree() ? ":agree" : ":accept", last);
  }

  /// @param how the trace of an accepted one
  private @Nullable Step choose(String id, ModelConfig b, Draft better, String how, boolean last) {
    if (last || passes(better, b)) {
      x.trace(id + how);
      return serve(better);
    }
    offer(better);
    refuse(id, b, reason(better));
    return null;
  }

  private Draft draft(ModelConfig model, Reply.Spoken spoken) {
    return new Draft(model, spoken.answer(), spoken.attempt(), gate.judge(x, spoken.answer()));
  }

  private @Nullable Step failed(String id, Asking.Both replies) {
    failure = failureOf(replies);
    x.trace(id + ":" + Ending.word(failure));
    return null;
  }

  private static UpstreamFailure failureOf(Asking.Both replies) {
    UpstreamFailure none = UpstreamFailure.of(FailureKind.PROTOCOL, "no chat completion", true);
    UpstreamFailure first = replies.first() instanceof Reply.Failed f ? f.failure() : none;
    UpstreamFailure second = replies.second() instanceof Reply.Failed f ? f.failure() : none;
    return second.kind().isAboutMoney() ? first : second;
  }

  /// @param of whose tier decides
  private boolean passes(Draft draft, ModelConfig of) {
    return draft.verdict().pass() >= Thresholds.of(x, tier(of));
  }

  private static Tier tier(ModelConfig model) {
    return Optional.ofNullable(model.tier()).orElse(Tier.STANDARD);
  }

  private static String reason(Draft draft) {
    String reason = draft.verdict().reason();
    return reason == null ? "score" : reason;
  }

  private void offer(Draft draft) {
    Draft so = best;
    if (so == null || draft.verdict().pass() >= so.verdict().pass()) {
      best = draft;
    }
  }

  private void refuse(String id, ModelConfig model, String reason) {
    x.trace(id + ":reject(" + reason + ")");
    refused = new Refused(tier(model), reason);
  }

  private void tellEscalation(ModelConfig next, Reply... replies) {
    Refused from = refused;
    if (from == null) {
      return;
    }
    for (Reply reply : replies) {
      boolean asked =
          !(reply instanceof Reply.Failed failed) || !failed.failure().kind().isAboutMoney();
      if (asked) {
        refused = null;
        events.escalated(from.tier(), tier(next), from.reason());
        return;
      }
    }
  }

  private Step serve(Draft draft) {
    return Ending.answered(
        x, draft.model(), draft.answer(), draft.attempt(), draft.verdict().pass());
  }
}
