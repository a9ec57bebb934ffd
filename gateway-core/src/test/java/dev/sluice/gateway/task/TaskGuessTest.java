package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.terms.TaskType;
import org.junit.jupiter.api.Test;

class TaskGuessTest {

  @Test
  void becomesGeneralBelowTheBound() {
    TaskGuess guess = new TaskGuess(TaskType.TRANSLATION, 0.49);

    assertThat(guess.orGeneralBelow(0.5)).isEqualTo(new TaskGuess(TaskType.GENERAL, 0.49));
    assertThat(guess.orGeneralBelow(0.49)).isSameAs(guess);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> new TaskGuess(TaskType.GENERAL, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
