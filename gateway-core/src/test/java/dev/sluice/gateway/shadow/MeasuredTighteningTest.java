package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeasuredTighteningTest {

  private static final Rung RUNG = new Rung(TaskType.SIMPLE_QA, Tier.BUDGET);
  private static final double PROMISED = 0.8;

  private final MeasuredTightening tightening = new MeasuredTightening();
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void demandsNothingUntilSomethingWasMeasured() {
    assertThat(offset()).isZero();
  }

  @Test
  void risesByStepsWhileLessIsMeasuredThanPromised() {
    judge(MeasuredTightening.BATCH - 1, 0.5);
    double early = offset();
    judge(1, 0.5);
    double first = offset();
    judge(MeasuredTightening.BATCH, 0.5);

    assertThat(early).isZero();
    assertThat(first).isEqualTo(MeasuredTightening.STEP);
    assertThat(offset()).isEqualTo(2 * MeasuredTightening.STEP);
  }

  @Test
  void neverRisesBeyondItsBound() {
    judge(5000, 0.2);

    assertThat(offset()).isEqualTo(MeasuredTightening.MOST);
  }

  @Test
  void fallsBackToWhatIsConfiguredAndNoFurther() {
    judge(200, 0.4);
    double raised = offset();
    judge(5000, 0.97);

    assertThat(raised).isPositive();
    assertThat(offset()).isZero();
  }

  @Test
  void staysWhereItIsWhileNothingIsSure() {
    judge(50, 0.5);
    judge(3000, PROMISED);

    assertThat(offset()).isBetween(0.0, 2 * MeasuredTightening.STEP);
  }

  @Test
  void looksAtWhatTheseAnswersWereToBe() {
    for (int i = 0; i < 2000; i++) {
      tightening.add(RUNG, random.nextDouble() < 0.6, 0.4); // asked for cheaply
    }

    assertThat(offset()).isZero();
  }

  @Test
  void tightensEachTaskAndTierByItself() {
    judge(100, 0.3);

    assertThat(tightening.offset(TaskType.SIMPLE_QA, Tier.STANDARD)).isZero();
    assertThat(tightening.offset(TaskType.GENERAL, Tier.BUDGET)).isZero();
  }

  /// A gate that keeps its promise is seldom called to order: fewer than one in ten within a
  /// thousand verdicts although each batch is looked at.
  @Test
  void seldomMistakesChanceForFailure() {
    int mistaken = 0;
    for (int run = 0; run < 400; run++) {
      MeasuredTightening fresh = new MeasuredTightening();
      for (int i = 0; i < 1000; i++) {
        fresh.add(RUNG, random.nextDouble() < 0.83, PROMISED);
      }
      mistaken += fresh.offset(RUNG.task(), RUNG.tier()) > 0 ? 1 : 0;
    }

    assertThat(mistaken).isLessThan(40);
  }

  private void judge(int times, double quality) {
    for (int i = 0; i < times; i++) {
      tightening.add(RUNG, random.nextDouble() < quality, PROMISED);
    }
  }

  private double offset() {
    return tightening.offset(RUNG.task(), RUNG.tier());
  }
}
