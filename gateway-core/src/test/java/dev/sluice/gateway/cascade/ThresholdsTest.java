package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Plan;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  @Test
  void isTheConfiguredOneWhereNobodyAsksForMore() {
    assertThat(Thresholds.of(0.8, Plan.Bias.BALANCED, null)).isEqualTo(0.8);
    assertThat(Thresholds.of(0.8, Plan.Bias.CHEAP, 0.5)).isEqualTo(0.8);
  }

  @Test
  void leansWithTheName() {
    double cheap = Thresholds.of(0.8, Plan.Bias.CHEAP, null);
    double quality = Thresholds.of(0.8, Plan.Bias.QUALITY, null);

    assertThat(cheap).isLessThan(0.8);
    assertThat(quality).isGreaterThan(0.8).isLessThan(1);
  }

  @Property
  void risesWithQualityBetweenItsBounds(
      @ForAll @DoubleRange(min = 0, max = 1) double configured,
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b) {
    double low = Thresholds.of(configured, Plan.Bias.BALANCED, Math.min(a, b));
    double high = Thresholds.of(configured, Plan.Bias.BALANCED, Math.max(a, b));

    assertThat(low).isLessThanOrEqualTo(high).isBetween(Thresholds.LOWEST, 1.0);
    assertThat(high).isLessThanOrEqualTo(1.0);
  }
}
