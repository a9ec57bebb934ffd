package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.shadow.DriftWatch.Change;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftWatchTest {

  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void knowsNothingBeforeTheFirstBlock() {
    DriftWatch watch = new DriftWatch();
    run(watch, DriftWatch.BLOCK - 1, 0.8);

    assertThat(watch.mean()).isNaN();
    assertThat(watch.recent()).isNaN();
    assertThat(watch.alarm()).isZero();
    assertThat(watch.count()).isEqualTo(DriftWatch.BLOCK - 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.55, 0.65})
  void seesARateFall(double after) {
    DriftWatch watch = new DriftWatch();
    int before = run(watch, 10 * DriftWatch.BLOCK, 0.8);
    int began = run(watch, 2 * DriftWatch.BLOCK, after);

    assertThat(before).isZero();
    assertThat(began).isOne();
    assertThat(watch.alarm()).isEqualTo(-1);
  }

  @Test
  void seesARateRise() {
    DriftWatch watch = new DriftWatch();
    run(watch, 10 * DriftWatch.BLOCK, 0.7);
    run(watch, DriftWatch.BLOCK, 0.95);

    assertThat(watch.alarm()).isEqualTo(1);
  }

  @Test
  void endsWithTheOldRate() {
    DriftWatch watch = new DriftWatch();
    run(watch, 10 * DriftWatch.BLOCK, 0.8);
    run(watch, DriftWatch.BLOCK, 0.4);
    int alarm = watch.alarm();
    run(watch, 3 * DriftWatch.BLOCK, 0.8);

    assertThat(alarm).isEqualTo(-1);
    assertThat(watch.alarm()).isZero();
  }

  @Test
  void takesWhatLastsForTheNorm() {
    DriftWatch watch = new DriftWatch();
    run(watch, 10 * DriftWatch.BLOCK, 0.8);
    run(watch, 100 * DriftWatch.BLOCK, 0.6);

    assertThat(watch.alarm()).isZero();
    assertThat(watch.mean()).isCloseTo(0.6, within(0.03));
  }

  /// 2,000 runs of 25 blocks at a rate that stays: about 44,000 comparisons, of which chance may
  /// raise 1 in 10,000.
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.8, 0.97, 0.995, 1.0})
  void isHardlyEverAlarmedByChance(double rate) {
    int alarms = 0;
    for (int i = 0; i < 2000; i++) {
      alarms += run(new DriftWatch(), 25 * DriftWatch.BLOCK, rate);
    }

    assertThat(alarms).isLessThanOrEqualTo(9);
  }

  /// A fall by fifteen points is seen within five blocks at least nine times in ten.
  @Test
  void seesAFallOfFifteenPointsSoon() {
    int seen = 0;
    for (int i = 0; i < 200; i++) {
      DriftWatch watch = new DriftWatch();
      run(watch, 20 * DriftWatch.BLOCK, 0.85);
      seen += run(watch, 5 * DriftWatch.BLOCK, 0.70) > 0 ? 1 : 0;
    }

    assertThat(seen).isGreaterThan(180);
  }

  /// How many alarms began.
  private int run(DriftWatch watch, int decisions, double rate) {
    int began = 0;
    for (int i = 0; i < decisions; i++) {
      began += watch.add(random.nextDouble() < rate) == Change.BEGAN ? 1 : 0;
    }
    return began;
  }
}
