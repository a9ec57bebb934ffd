package dev.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.audit.ShareCurve.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareCurveTest {

  @Test
  void randomRoutingRecoversHalfTheGap() {
    ShareCurve random = ShareCurve.of(List.of(new Point(.25, .7), new Point(.5, .8)));

    assertThat(random.apgr(.6, 1)).isCloseTo(.5, within(1e-12));
  }

  @Test
  void recoversWhatTheAreaSays() {
    ShareCurve half = ShareCurve.of(List.of(new Point(.5, .9)));
    ShareCurve jump = ShareCurve.of(List.of(new Point(0, .9)));

    // trapezia: .5 * (.5 + .9) / 2 + .5 * (.9 + .9) / 2 = .8, of a gap from .5 to .9
    assertThat(half.apgr(.5, .9)).isCloseTo(.75, within(1e-12));
    assertThat(jump.apgr(.5, .9)).isCloseTo(1, within(1e-12));
    assertThat(half.apgr(.5, .5)).isNaN();
  }

  @Test
  void interpolatesBetweenItsPointsOnly() {
    ShareCurve curve =
        ShareCurve.of(List.of(new Point(.4, .9), new Point(.2, .8), new Point(.4, .85)));

    assertThat(curve.at(.2)).isEqualTo(.8);
    assertThat(curve.at(.3)).isCloseTo(.825, within(1e-12));
    assertThat(curve.at(.4)).isEqualTo(.9);
    assertThat(curve.at(.1)).isNaN();
    assertThat(curve.at(.5)).isNaN();
  }
}
