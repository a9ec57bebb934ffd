package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import org.junit.jupiter.api.Test;

/// With the model that ships.
final class ModelGateTest {

  private static final String QUESTION =
      "A shop sells pens at $3 each. Mia buys 4 pens and pays with a $20 note. How much change does"
          + " she get?";
  private static final String RIGHT =
      "The pens cost 4 * 3 = 12 dollars. Mia gets 20 - 12 = 8 dollars back.\n\nThe answer is 8.";
  private static final String WRONG =
      "The pens cost 4 + 3 = 7 dollars. Mia gets 20 - 7 = 13 dollars back.\n\nThe answer is 13.";

  private final ModelGate gate = new ModelGate(GateModel.shipped());

  private static Exchange asking(TaskType task) {
    return new Sample().body(Sample.chat("auto", QUESTION)).task(task).exchange();
  }

  private static Exchange reasoning() {
    return asking(TaskType.COMPLEX_REASONING);
  }

  @Test
  void isSurerOfTwoThatAgreeThanOfTwoThatDoNot() {
    Comparison same =
        gate.compare(
            reasoning(), Answers.said(RIGHT), Answers.said("20 - 12 = 8. The answer is 8."));
    Comparison other = gate.compare(reasoning(), Answers.said(WRONG), Answers.said(RIGHT));

    assertThat(same.agree()).isTrue();
    assertThat(same.second().pass()).isGreaterThan(0.9);
    assertThat(other.agree()).isFalse();
    assertThat(other.second().pass()).isLessThan(same.second().pass());
    assertThat(other.second().reason()).isEqualTo("disagree");
  }

  @Test
  void oneAnswerAloneHasAProbabilityBetweenTheEnds() {
    Verdict verdict = gate.judge(reasoning(), Answers.said(RIGHT));

    assertThat(verdict.pass()).isBetween(0.3, 0.999);
    assertThat(verdict.reason()).isNull();
  }

  @Test
  void whereNothingWasMeasuredOnlyFailuresCount() {
    Exchange chat = asking(TaskType.GENERAL);

    assertThat(gate.judge(chat, Answers.said(RIGHT))).isEqualTo(Verdict.GOOD);
    assertThat(gate.judge(chat, Answers.said("")).pass()).isZero();
    assertThat(gate.promises(chat, Answers.said(RIGHT))).isTrue();
  }

  @Test
  void aFailedCheckGoesBeforeAnyProbability() {
    Comparison comparison = gate.compare(reasoning(), Answers.said(""), Answers.said(RIGHT));

    assertThat(comparison.first().pass()).isZero();
    assertThat(comparison.second().pass()).isPositive().isLessThan(0.01);
    assertThat(comparison.prefersFirst()).isFalse();
  }

  @Test
  void aRefusalForSafetyIsAnAnswerThatNobodyEscalates() {
    String refusal = "I'm sorry, but I can't help with that request because it is harmful.";

    Comparison both = gate.compare(reasoning(), Answers.said(refusal), Answers.said(refusal));
    Comparison one = gate.compare(reasoning(), Answers.said(RIGHT), Answers.said(refusal));

    assertThat(gate.judge(reasoning(), Answers.said(refusal)).pass()).isEqualTo(1);
    assertThat(both.second().pass()).isGreaterThan(0.99);
    assertThat(one.prefersFirst()).isTrue();
  }

  @Test
  void answersWithoutAResultCountAsDisagreement() {
    String prose =
        "That depends on many things, and there are several ways to look at it, none of which is"
            + " plainly better than all the others in every case that one might think of here";

    Comparison comparison =
        gate.compare(reasoning(), Answers.said(prose), Answers.said(prose + " indeed"));

    assertThat(comparison.agree()).isFalse();
    assertThat(comparison.second()).isEqualTo(Verdict.DISAGREE);
  }
}
