package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The shipped classifier on the validation set, which is never trained on. The floors stand a
/// little below what was reached.
class TaskAccuracyTest {
  private static final TaskClassifier CLASSIFIER = TaskClassifier.shipped();
  private static final Scores SCORES = new Scores();

  @BeforeAll
  static void classifyValidation() throws IOException {
    String data = System.getenv("SLUICE_TEST_DATA");
    assumeTrue(data != null, "skipped: SLUICE_TEST_DATA names no folder with tasktype/");
    for (LabelledPrompt prompt : PromptFiles.validation(Path.of(String.valueOf(data)))) {
      double[] logs = CLASSIFIER.probabilities(prompt.input());
      for (int i = 0; i < logs.length; i++) {
        logs[i] = Math.log(logs[i] + 1e-12);
      }
      SCORES.add(prompt, logs);
    }
  }

  @Test
  void tellsMostTasks() {
    assertThat(SCORES.accuracy()).isGreaterThan(0.93);
    assertThat(SCORES.macroF1()).isGreaterThan(0.92);
  }

  @Test
  void tellsMostTasksOfUnseenSourcesAndHardPrompts() {
    assertThat(SCORES.where(LabelledPrompt::unseen).accuracy()).isGreaterThan(0.86);
    assertThat(SCORES.where(LabelledPrompt::hard).accuracy()).isGreaterThan(0.91);
  }

  @Test
  void knowsHowSureItIs() {
    assertThat(SCORES.calibrationError(1)).isLessThan(0.04);
  }
}
