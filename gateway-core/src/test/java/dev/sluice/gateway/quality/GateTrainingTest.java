package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateTrainingTest {

  private static final int FOLDS = 3;

  @TempDir private Path folder;

  /// Sums, which the second model gets right, and the first one whenever it says the same.
  private static List<GradedPair> sums() {
    SplittableRandom random = new SplittableRandom(3);
    List<GradedPair> pairs = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      int a = random.nextInt(1000);
      int b = random.nextInt(1000);
      boolean right = random.nextBoolean();
      int said = right ? a + b : a + b + 1 + random.nextInt(9);
      pairs.add(
          new GradedPair(
              "sums",
              "What is " + a + " plus " + b + "?",
              "Let me add them. The answer is " + said + ".",
              a + " + " + b + " = " + (a + b) + ". The answer is " + (a + b) + ".",
              right,
              true,
              true,
              1,
              i % 2 == 0));
    }
    return pairs;
  }

  private static List<GateModel> withoutFolds(GateTraining training) {
    return IntStream.range(0, FOLDS).mapToObj(f -> training.fitWithout(f, FOLDS)).toList();
  }

  @Test
  void learnsThatTheFirstIsRightWhereBothAgree() {
    GateTraining training = new GateTraining(sums());

    List<GateTraining.Told> told = training.tellUnseen(withoutFolds(training));

    assertThat(told).hasSize(450);
    assertThat(told)
        .allSatisfy(one -> {
          assertThat(one.secondOfBoth()).isGreaterThan(0.9);
          if (one.pair().firstRight()) {
            assertThat(one.firstOfBoth()).isGreaterThan(0.8);
          } else {
            assertThat(one.firstOfBoth()).isLessThan(0.2);
          }
        });
  }

  @Test
  void oneAnswerAloneSaysLittleOfSumsButWhatToExpectOfTheSecond() {
    GateTraining training = new GateTraining(sums());

    List<GateTraining.Told> told = training.tellUnseen(withoutFolds(training));

    assertThat(told).allSatisfy(one -> assertThat(one.promised()).isGreaterThan(one.first()));
  }

  @Test
  void samePairsMakeTheSameModelAndFilesKeepIt() throws IOException {
    byte[] bytes = new GateTraining(sums()).fit().bytes();
    Path file = folder.resolve("gate.bin");
    Files.write(file, bytes);

    assertThat(new GateTraining(sums()).fit().bytes()).isEqualTo(bytes);
    assertThat(GateModel.of(file).bytes()).isEqualTo(bytes);
  }

  @Test
  void refusesFilesThatAreNoGate() throws IOException {
    Path file = folder.resolve("gate.bin");
    Files.write(file, new byte[64]);

    assertThatThrownBy(() -> GateModel.of(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("train it again");
  }

  @Test
  void tellsHowFarEachSignalGoesOnItsOwn() {
    List<GateTraining.SignalScores> signals = new GateTraining(sums()).signals(FOLDS);

    assertThat(signals)
        .extracting(GateTraining.SignalScores::signal)
        .contains("prompt", "length", "arithmetic", "final-shape", "hedging");
    assertThat(signals).allSatisfy(signal -> assertThat(signal.scores()).hasSize(450));
  }
}
