package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictsTest {

  private final Verdicts verdicts = new Verdicts();

  @Test
  void theLastVerdictAboutAnAnswerCounts() {
    verdicts.add("a", true);
    verdicts.add("b", true);
    verdicts.add("a", false);

    assertThat(verdicts.count()).isEqualTo(2);
    assertThat(verdicts.share()).isEqualTo(Interval.of(1, 2));
  }

  @Test
  void theOldestLeaveFirst() {
    for (int i = 0; i < Verdicts.MOST; i++) {
      verdicts.add("bad" + i, false);
    }
    for (int i = 0; i < 300; i++) {
      verdicts.add("good" + i, true);
    }

    assertThat(verdicts.count()).isEqualTo(Verdicts.MOST);
    assertThat(verdicts.share()).isEqualTo(Interval.of(300, Verdicts.MOST));
  }

  @Test
  void whatHasLeftNoLongerCounts() {
    for (int i = 0; i < Verdicts.MOST + 40; i++) {
      verdicts.add("good" + i, true);
    }

    assertThat(verdicts.share()).isEqualTo(Interval.of(Verdicts.MOST, Verdicts.MOST));
  }
}
