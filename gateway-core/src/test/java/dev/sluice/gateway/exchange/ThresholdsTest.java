package dev.sluice.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  @Test
  void isTheConfiguredOneWhereNobodyAsksForMore() {
    double quality = Thresholds.quality(Plan.Bias.BALANCED, null);

    assertThat(Thresholds.of(0.8, quality)).isEqualTo(0.8);
  }

  @Test
  void leansWithTheName() {
    double cheap = Thresholds.of(0.8, Thresholds.quality(Plan.Bias.CHEAP, null));
    double quality = Thresholds.of(0.8, Thresholds.quality(Plan.Bias.QUALITY, null));

    assertThat(cheap).isLessThan(0.8);
    assertThat(quality).isGreaterThan(0.8).isLessThan(1);
  }

  @Test
  void theCallersOwnWishGoesBeforeTheLeanOfTheName() {
    assertThat(Thresholds.quality(Plan.Bias.CHEAP, 0.5)).isEqualTo(0.5);
    assertThat(Thresholds.quality(Plan.Bias.QUALITY, 7.0)).isEqualTo(1);
  }

  @Test
  void neverFallsBelowWhatKeyAndTeamDemand() {
    Sample sample =
        new Sample().caller(new Caller("k", "web", demanding(0.4), demanding(0.6), false));

    assertThat(quality(sample.options(o -> o.quality(0.1)), Lean.NONE)).isEqualTo(0.6);
    assertThat(quality(sample.options(o -> o.quality(0.9)), Lean.NONE)).isEqualTo(0.9);
    assertThat(quality(new Sample().caller(sample.planned().caller()), Lean.BUDGET)).isEqualTo(0.6);
  }

  @Test
  void leansToCheapWhereABudgetBurnsTooFast() {
    Sample sample = new Sample().body(Sample.chat("auto:quality", "hi"));

    assertThat(quality(sample, Lean.CHEAP)).isEqualTo(Thresholds.quality(Plan.Bias.CHEAP, null));
    assertThat(quality(sample.options(o -> o.quality(0.7)), Lean.CHEAP)).isEqualTo(0.7);
  }

  @Test
  void risesByWhatMeasuredQualityDemands() {
    Exchange x = new Sample().planned();
    double before = Thresholds.of(x, Tier.BUDGET);
    x.tightenBy((task, tier) -> task == TaskType.GENERAL && tier == Tier.BUDGET ? 0.04 : 0);

    assertThat(before).isEqualTo(0.8);
    assertThat(Thresholds.of(x, Tier.BUDGET)).isCloseTo(0.84, within(1e-9));
    assertThat(Thresholds.of(x, Tier.STANDARD)).isEqualTo(0.9);
    assertThat(Thresholds.promised(x, Tier.BUDGET)).isEqualTo(0.8);
  }

  @Test
  void whereTheTaskIsUnknownNothingIsDemanded() {
    Exchange x = new Sample().task(null).planned();
    x.tightenBy((task, tier) -> 0.1);

    assertThat(Thresholds.of(x, Tier.BUDGET)).isEqualTo(0.8);
  }

  @Property
  void whatIsDemandedOnlyEverRaises(
      @ForAll @DoubleRange(min = 0, max = 1) double configured,
      @ForAll @DoubleRange(min = -1, max = 1) double offset) {
    double raised = Thresholds.raised(configured, offset);

    assertThat(raised)
        .isGreaterThanOrEqualTo(configured)
        .isLessThanOrEqualTo(Math.max(configured, Thresholds.HIGHEST));
  }

  private static double quality(Sample sample, Lean lean) {
    Exchange x = sample.planned();
    x.allow(new Allowance(null, null, lean, used -> {}));
    return Thresholds.quality(x);
  }

  private static KeyLimits demanding(double quality) {
    return new KeyLimits(
        List.of(), null, null, null, null, KeyLimits.Budget.NONE, false, null, quality);
  }

  @Property
  void risesWithQualityBetweenItsBounds(
      @ForAll @DoubleRange(min = 0, max = 1) double configured,
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b) {
    double low = Thresholds.of(configured, Math.min(a, b));
    double high = Thresholds.of(configured, Math.max(a, b));

    assertThat(low).isLessThanOrEqualTo(high).isBetween(Thresholds.LOWEST, 1.0);
    assertThat(high).isLessThanOrEqualTo(1.0);
  }
}
