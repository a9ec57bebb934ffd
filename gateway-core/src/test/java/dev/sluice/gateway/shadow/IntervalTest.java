package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalTest {

  /// Worked examples: Brown, Cai, DasGupta 2001, and R's `prop.test(correct = FALSE)`.
  @Test
  void isWilsons() {
    Interval some = Interval.of(81, 263);
    Interval few = Interval.of(9, 10);

    assertThat(some.lower()).isCloseTo(0.2553, within(1e-4));
    assertThat(some.upper()).isCloseTo(0.3662, within(1e-4));
    assertThat(few.lower()).isCloseTo(0.5958, within(1e-4));
    assertThat(few.upper()).isCloseTo(0.9821, within(1e-4));
  }

  @Test
  void ofNothingNothingIsKnown() {
    assertThat(Interval.of(0, 0)).isEqualTo(Interval.UNKNOWN);
    assertThat(Interval.UNKNOWN.estimate()).isNaN();
  }

  @Property
  void holdsItsEstimateAndStaysBetweenNoneAndAll(
      @ForAll @IntRange(min = 1, max = 5000) int all,
      @ForAll @IntRange(min = 0, max = 5000) int some) {
    Interval interval = Interval.of(Math.min(some, all), all);

    assertThat(interval.lower()).isBetween(0.0, interval.estimate());
    assertThat(interval.upper()).isBetween(interval.estimate(), 1.0);
  }

  @Test
  void holdsTheTruthAboutNineteenTimesInTwenty() {
    SplittableRandom random = new SplittableRandom(7);
    int held = 0;
    for (int i = 0; i < 4000; i++) {
      int good = 0;
      for (int j = 0; j < 60; j++) {
        good += random.nextDouble() < 0.85 ? 1 : 0;
      }
      Interval interval = Interval.of(good, 60);
      held += interval.lower() <= 0.85 && 0.85 <= interval.upper() ? 1 : 0;
    }

    assertThat(held / 4000.0).isBetween(0.93, 0.97);
  }
}
