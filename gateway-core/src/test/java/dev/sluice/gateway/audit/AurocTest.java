package dev.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.audit.Auroc.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AurocTest {

  @Test
  void countsEveryPairOfAGoodAndABadAnswer() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      List<Scored> sample = new ArrayList<>(List.of(new Scored(1, true), new Scored(2, false)));
      for (int i = 0; i < 30; i++) {
        sample.add(new Scored(random.nextInt(6), random.nextBoolean())); // many ties
      }

      assertThat(Auroc.of(sample)).isCloseTo(byPairs(sample), within(1e-12));
    }
  }

  @Test
  void saysNothingOfAnswersThatAreAllAlike() {
    assertThat(Auroc.of(List.of(new Scored(1, true), new Scored(2, true)))).isNaN();
    assertThat(Auroc.of(List.of())).isNaN();
    assertThat(Auroc.of(List.of(new Scored(1, true), new Scored(1, false)))).isEqualTo(.5);
  }

  private static double byPairs(List<Scored> sample) {
    double won = 0;
    int pairs = 0;
    for (Scored good : sample) {
      for (Scored bad : sample) {
        if (good.good() && !bad.good()) {
          pairs++;
          won += good.score() > bad.score() ? 1 : good.score() == bad.score() ? .5 : 0;
        }
      }
    }
    return won / pairs;
  }
}
