package dev.sluice.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.money.Savings.Lengths;
import dev.sluice.gateway.terms.TaskType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OutputLengthsTest {

  private final OutputLengths lengths = new OutputLengths();

  @Test
  void assumesWhereTooFewPairsWereSeen() {
    for (int i = 0; i < OutputLengths.ENOUGH - 1; i++) {
      lengths.observe(TaskType.GENERAL, "a", 100, "b", 200);
    }

    assertThat(lengths.between(TaskType.GENERAL, "a", "b", Lengths.ASSUMED))
        .isEqualTo(Lengths.ASSUMED);
  }

  @Test
  void knowsTheRatioWhereEnoughPairsWereSeen() {
    for (int i = 0; i < OutputLengths.ENOUGH; i++) {
      lengths.observe(TaskType.GENERAL, "a", 100 + i, "b", 200 + 2L * i);
    }

    Lengths seen = lengths.between(TaskType.GENERAL, "a", "b", Lengths.ASSUMED);

    assertThat(seen.assumed()).isFalse();
    assertThat(seen.mid()).isCloseTo(2, within(1e-9));
    assertThat(seen.high() - seen.low()).isLessThan(1e-6);
    assertThat(lengths.between(TaskType.TRANSLATION, "a", "b", Lengths.ASSUMED))
        .isEqualTo(Lengths.ASSUMED);
  }

  /// 1,000 experiments of 60 pairs each whose true ratio is 1.4: about 95 % of intervals hold it.
  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(11);
    int held = 0;
    for (int i = 0; i < 1000; i++) {
      OutputLengths one = new OutputLengths();
      for (int j = 0; j < 60; j++) {
        long served = random.nextLong(50, 400);
        long other = Math.round(served * 1.4 * random.nextDouble(0.5, 1.5));
        one.observe(TaskType.GENERAL, "a", served, "b", other);
      }
      Lengths seen = one.between(TaskType.GENERAL, "a", "b", Lengths.ASSUMED);
      held += seen.low() <= 1.4 && 1.4 <= seen.high() ? 1 : 0;
    }

    assertThat(held).isBetween(920, 970);
  }
}
