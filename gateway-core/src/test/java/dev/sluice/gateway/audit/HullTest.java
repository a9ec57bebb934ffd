package dev.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HullTest {

  @Test
  void leavesOutWhatAMixBeats() {
    Hull hull =
        Hull.of(List.of(point(1, .5), point(3, .9), point(2, .6), point(4, .8), point(2, .75)));

    assertThat(hull.corners()).containsExactly(point(1, .5), point(2, .75), point(3, .9));
    assertThat(hull.at(1.5)).isCloseTo(.625, within(1e-12));
    assertThat(hull.at(9)).isEqualTo(.9);
    assertThat(hull.at(.5)).isNaN();
  }

  @Test
  void averagesQualityOverCost() {
    Hull line = Hull.of(List.of(point(0, .5), point(10, 1)));
    Hull bent = Hull.of(List.of(point(0, .5), point(5, 1), point(10, .9)));

    assertThat(line.meanQuality(0, 10)).isCloseTo(.75, within(1e-12));
    assertThat(line.meanQuality(5, 10)).isCloseTo(.875, within(1e-12));
    assertThat(bent.meanQuality(0, 10)).isCloseTo(.875, within(1e-12));
    assertThat(bent.meanQuality(0, 20)).isCloseTo(.9375, within(1e-12));
    assertThat(line.meanQuality(-1, 10)).isNaN();
    assertThat(line.meanQuality(3, 3)).isNaN();
  }

  @Test
  void isTheBestMixOfAnyTwoPolicies() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      List<CostQuality> points = new ArrayList<>(List.of(point(0, .3)));
      for (int i = 0; i < 8; i++) {
        points.add(point(random.nextDouble(), random.nextDouble()));
      }
      Hull hull = Hull.of(points);

      for (double cost = 0; cost <= 1; cost += .05) {
        assertThat(hull.at(cost)).isCloseTo(bestMix(points, cost), within(1e-9));
      }
    }
  }

  private static double bestMix(List<CostQuality> points, double cost) {
    double best = 0;
    for (CostQuality a : points) {
      for (CostQuality b : points) {
        if (a.cost() <= cost && b.cost() > cost) {
          double share = (cost - a.cost()) / (b.cost() - a.cost());
          best = Math.max(best, a.quality() + share * (b.quality() - a.quality()));
        } else if (a.cost() <= cost) {
          best = Math.max(best, a.quality());
        }
      }
    }
    return best;
  }

  private static CostQuality point(double cost, double quality) {
    return new CostQuality(cost, quality);
  }
}
