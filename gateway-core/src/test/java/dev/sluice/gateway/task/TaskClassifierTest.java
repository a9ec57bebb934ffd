package dev.sluice.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.sluice.gateway.terms.TaskType;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskClassifierTest {
  private static final TaskClassifier CLASSIFIER = TaskClassifier.shipped();

  @ParameterizedTest(name = "{1}: {2}")
  @CsvFileSource(resources = "requests.csv", delimiter = '|', numLinesToSkip = 1)
  void tellsTheTaskInSixLanguages(String task, String language, String text) {
    TaskGuess guess = CLASSIFIER.classify(TaskInput.ofText(text));

    assertThat(guess.task().wireName()).as("%s: %s", language, text).isEqualTo(task);
  }

  @Test
  void readsTheInstructionInTheSystemPrompt() {
    var input =
        new TaskInput(
            "Wo ist der nächste Bahnhof?",
            "Translate every message of the user into English.",
            1,
            false,
            false,
            false);

    assertThat(CLASSIFIER.classify(input).task()).isEqualTo(TaskType.TRANSLATION);
  }

  @Test
  void saysTheSameTwice() {
    TaskInput input = TaskInput.ofText("Summarize this: the bridge is closed for repairs.");

    TaskGuess first = CLASSIFIER.classify(input);
    TaskGuess second = TaskClassifier.shipped().classify(input);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void probabilitiesSumToOne() {
    double[] probabilities =
        CLASSIFIER.probabilities(TaskInput.ofText("What is the capital of Peru?"));

    assertThat(probabilities).hasSize(7);
    assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, offset(1e-9));
  }

  @Test
  void isSurerOfAPlainWishThanOfNoise() {
    TaskGuess plain =
        CLASSIFIER.classify(TaskInput.ofText("Write a Python function that sorts a list."));
    TaskGuess noise = CLASSIFIER.classify(TaskInput.ofText("zxqv 77 lorp"));

    assertThat(plain.probability()).isGreaterThan(0.9);
    assertThat(noise.probability()).isLessThan(0.9);
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void answersWhateverTheText(String text) {
    TaskGuess guess = CLASSIFIER.classify(new TaskInput(text, text, 0, true, true, true));

    assertThat(guess.probability()).isBetween(1.0 / 7, 1.0);
  }

  static Stream<String> hostileTexts() {
    return Stream.of(
        "",
        " \n\t ",
        "a".repeat(1 << 20),
        "漢".repeat(1 << 20),
        "\n".repeat(1 << 20),
        "<env>".repeat(1 << 18),
        "<env></env>".repeat(1 << 16),
        "</task>".repeat(1 << 17),
        "\ud800".repeat(1 << 16),
        "\ud83d\ude00".repeat(1 << 16),
        "\u0000\uffff\ufffe\u202e",
        "translate ".repeat(1 << 17),
        "`".repeat(1 << 16));
  }
}
