package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.exchange.Relayed;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import org.jspecify.annotations.Nullable;

/// The ways in which a cascade ends, and what each leaves in the exchange: who answered, and that
/// every other attempt was a draft.
final class Ending {

  private Ending() {}

  static Step answered(Exchange x, ModelConfig model, Answer answer, Attempt attempt, double pass) {
    by(x, model, attempt);
    TaskDecision task = x.task();
    x.serve(
        new Served(answer, model.id(), tier(x, model), task == null ? null : task.task(), pass));
    return new Step.Answered(answer);
  }

  static Step relayed(
      Exchange x, ModelConfig model, UpstreamResponse.Whole whole, Attempt attempt) {
    by(x, model, attempt);
    UpstreamResponse.Head head = whole.head();
    x.relay(new Relayed(head.status(), head.header("content-type"), whole.body()));
    return new Step.Relayed(whole);
  }

  static Step forwarded(
      Exchange x, ModelConfig model, UpstreamResponse.Opened opened, Attempt attempt) {
    by(x, model, attempt);
    return new Step.Forwarded(opened, attempt);
  }

  static Step failed(Exchange x, UpstreamFailure failure) {
    nobodyAnswered(x);
    return new Step.Rejected(FailureAnswers.of(failure));
  }

  /// Whatever was paid for is not served.
  static void nobodyAnswered(Exchange x) {
    drafts(x, null);
  }

  /// How the trace calls a failure.
  static String word(UpstreamFailure failure) {
    return failure.kind().isAboutMoney() ? "budget" : "error";
  }

  private static void by(Exchange x, ModelConfig model, Attempt attempt) {
    x.servedBy(model.id(), tier(x, model));
    drafts(x, attempt);
  }

  private static @Nullable Tier tier(Exchange x, ModelConfig model) {
    return x.plan().kind() == Plan.Kind.EXPLICIT ? null : model.tier();
  }

  private static void drafts(Exchange x, @Nullable Attempt served) {
    for (Attempt attempt : x.attempts()) {
      if (attempt != served && attempt.kind() == Attempt.Kind.ANSWER) {
        attempt.markAs(Attempt.Kind.DRAFT);
      }
    }
  }
}
