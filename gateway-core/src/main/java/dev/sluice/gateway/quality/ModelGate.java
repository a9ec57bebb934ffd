package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import org.jspecify.annotations.Nullable;

/// The gate of certain failures first, then of what was measured.
///
/// The model speaks where it was fitted to graded answers: questions with one right result, whose
/// answers state it ([TaskType#COMPLEX_REASONING]). Everywhere else nothing is known but the
/// failures that are certain, and that two answers agree; there a probability is 1 or next to
/// nothing, and the route is the policy. Any thread.
public final class ModelGate implements QualityGate {

  private final QualityGate checks = new HardChecks();
  private final GateModel model;

  public ModelGate(GateModel model) {
    this.model = model;
  }

  @Override
  public Verdict judge(Exchange x, Answer answer) {
    Verdict checked = checks.judge(x, answer);
    if (checked.pass() == 0 || !isMeasured(x)) {
      return checked;
    }
    AnswerFacts facts = AnswerFacts.of(answer.content());
    return states(answer, facts) ? score(alone(x, facts).first(), null) : checked;
  }

  /// Where both come to the same, it is the second that is served.
  @Override
  public Comparison compare(Exchange x, Answer first, Answer second) {
    Comparison checked = checks.compare(x, first, second);
    if (checked.first().pass() == 0 || checked.second().pass() == 0) {
      return checked;
    }
    boolean agree = checked.agree();
    if (isMeasured(x)) {
      AnswerFacts one = AnswerFacts.of(first.content());
      AnswerFacts other = AnswerFacts.of(second.content());
      if (states(first, one) && states(second, other)) {
        PromptFacts prompt = PromptFacts.of(x.request().lastUserText());
        GateModel.Good good = model.both(GateSignals.both(prompt, one, other, agree));
        double better = Math.max(good.first(), good.second());
        return agree
            ? new Comparison(true, score(good.first(), null), score(better, null))
            : new Comparison(
                false, score(good.first(), "disagree"), score(good.second(), "disagree"));
      }
    }
    return checked;
  }

  @Override
  public boolean promises(Exchange x, Answer first) {
    if (!isMeasured(x) || checks.judge(x, first).pass() == 0) {
      return true;
    }
    AnswerFacts facts = AnswerFacts.of(first.content());
    if (!states(first, facts)) {
      return true;
    }
    GateModel.Good good = alone(x, facts);
    return good.second() > good.first();
  }

  private GateModel.Good alone(Exchange x, AnswerFacts facts) {
    return model.alone(GateSignals.alone(PromptFacts.of(x.request().lastUserText()), facts));
  }

  private static Verdict score(double pass, @Nullable String reason) {
    return new Verdict(Math.clamp(pass, 0.006, 1), reason);
  }

  private static boolean isMeasured(Exchange x) {
    TaskDecision task = x.task();
    return task != null && task.task() == TaskType.COMPLEX_REASONING;
  }

  /// Whether it states a result and nothing but text; a refusal for safety is left alone.
  private static boolean states(Answer answer, AnswerFacts facts) {
    return !facts.answer().isEmpty()
        && answer.toolCalls().isEmpty()
        && answer.choices() == 1
        && Declining.of(answer) == Declining.NONE;
  }
}
