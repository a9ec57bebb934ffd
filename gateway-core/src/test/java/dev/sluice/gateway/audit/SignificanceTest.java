package dev.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/// P-values against those worked out by hand.
class SignificanceTest {

  @Test
  void mcNemarSumsTheBinomialTails() {
    assertThat(McNemar.pValue(0, 0)).isOne();
    assertThat(McNemar.pValue(0, 5)).isCloseTo(2.0 / 32, within(1e-12));
    assertThat(McNemar.pValue(1, 5)).isCloseTo(2.0 * (1 + 6) / 64, within(1e-12));
    assertThat(McNemar.pValue(5, 1)).isEqualTo(McNemar.pValue(1, 5));
    assertThat(McNemar.pValue(4, 4)).isOne();
    assertThat(McNemar.pValue(900, 1_100)).isBetween(1e-6, 1e-4);
  }

  @Test
  void holmRaisesTheSmallestMost() {
    assertThat(Holm.adjusted(List.of(.04, .01, .03))).containsExactly(.06, .03, .06);
    assertThat(Holm.adjusted(List.of(.9, .8))).containsExactly(1.0, 1.0);
    assertThat(Holm.adjusted(List.of())).isEmpty();
  }

  @Test
  void quantilesLieBetweenNeighbours() {
    Quantiles quantiles = Quantiles.of(new double[] {4, 1, Double.NaN, 3, 2});

    assertThat(quantiles.at(0)).isEqualTo(1);
    assertThat(quantiles.at(.5)).isEqualTo(2.5);
    assertThat(quantiles.at(1)).isEqualTo(4);
    assertThat(Quantiles.of(new double[0]).at(.5)).isNaN();
  }
}
