package dev.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

  private static final Column RIGHT = Column.of(400, i -> i % 4 == 0 ? 0 : 1);

  @Test
  void coversAMeanAsTheNormalApproximationDoes() {
    PairedBootstrap bootstrap = new PairedBootstrap(Strata.single(400), 4_000, 1);

    Interval interval = bootstrap.interval(means -> means.mean(RIGHT));

    double error = Math.sqrt(0.75 * 0.25 / 400);
    assertThat(interval.estimate()).isCloseTo(0.75, within(1e-12));
    assertThat(interval.low()).isCloseTo(0.75 - 1.96 * error, within(0.005));
    assertThat(interval.high()).isCloseTo(0.75 + 1.96 * error, within(0.005));
  }

  @Test
  void comparesPromptByPrompt() {
    Column better = Column.of(400, i -> RIGHT.at(i) + 0.1);
    PairedBootstrap bootstrap = new PairedBootstrap(Strata.single(400), 200, 1);

    Interval difference = bootstrap.interval(means -> means.mean(better) - means.mean(RIGHT));

    assertThat(difference.low()).isCloseTo(0.1, within(1e-9));
    assertThat(difference.high()).isCloseTo(0.1, within(1e-9));
    assertThat(difference.excludesZero()).isTrue();
  }

  @Test
  void keepsEachSourcesNumberOfPromptsAndItsWeight() {
    Column source = new Column(new double[] {0, 0, 0, 1});
    Strata pooled = Strata.pooled(List.of(0, 0, 0, 1));
    Strata weighted = new Strata(List.of(0, 0, 0, 1), List.of(0.2, 0.8));

    Interval even = new PairedBootstrap(pooled, 50, 1).interval(means -> means.mean(source));
    Interval mixed = new PairedBootstrap(weighted, 50, 1).interval(means -> means.mean(source));

    assertThat(even).isEqualTo(Interval.exactly(0.25));
    assertThat(mixed.low()).isCloseTo(0.8, within(1e-12));
    assertThat(new PairedBootstrap(pooled, 1, 1).estimate(means -> means.mean(source, 1))).isOne();
  }

  @Test
  void equalSeedsGiveEqualIntervals() {
    Statistic mean = means -> means.mean(RIGHT);

    Interval one = new PairedBootstrap(Strata.single(400), 100, 7).interval(mean);
    Interval same = new PairedBootstrap(Strata.single(400), 100, 7).interval(mean);
    Interval other = new PairedBootstrap(Strata.single(400), 100, 8).interval(mean);

    assertThat(one).isEqualTo(same).isNotEqualTo(other);
  }

  @Test
  void enumeratesTheDrawsOfATinySample() {
    Column values = new Column(new double[] {0, 1});

    Interval interval =
        new PairedBootstrap(Strata.single(2), 1_000, 3).interval(means -> means.mean(values));

    assertThat(interval).isEqualTo(new Interval(0.5, 0, 1)); // each end has a quarter of all draws
  }

  @Test
  void refusesWeightsThatDoNotSumToOne() {
    assertThatThrownBy(() -> new Strata(List.of(0, 1), List.of(0.5, 0.6)))
        .hasMessageContaining("weights");
    assertThatThrownBy(() -> new Strata(List.of(0, 0), List.of(0.5, 0.5)))
        .hasMessageContaining("no prompt");
  }
}
