package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.quality.Answers;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.shadow.Comparison.Result;
import dev.sluice.gateway.terms.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComparisonTest {

  private final Comparison comparison = new Comparison();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COMPLEX_REASONING | So 6·7 = 42. The answer is 42. | Answer: 42   | EQUAL
          COMPLEX_REASONING | So it is 41. The answer is 41. | Answer: 42   | WORSE
          SIMPLE_QA         | Paris                          | The capital of France is Paris. | EQUAL
          SIMPLE_QA         | Sydney                         | Canberra     | WORSE
          CLASSIFICATION    | positive                       | Positive.    | EQUAL
          CLASSIFICATION    | positive                       | negative     | WORSE
          """)
  void comparesFinalAnswersWhereOneIsRight(
      TaskType task, String accepted, String reference, Result expected) {
    assertThat(comparison.of(asked(task), Answers.said(accepted), Answers.said(reference)))
        .contains(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskType.class,
      names = {"TRANSLATION", "SUMMARIZATION", "CODE_GENERATION", "GENERAL"})
  void doesNotDecideWhereGoodAnswersDiffer(TaskType task) {
    Exchange x = asked(task);

    assertThat(comparison.of(x, Answers.said("Bonjour"), Answers.said("Salut"))).isEmpty();
    assertThat(comparison.of(x, Answers.said("Bonjour"), Answers.said("Bonjour"))).isEmpty();
  }

  @Test
  void doesNotDecideWithoutFinalAnswers() {
    String prose =
        "There are many views on this, and each of them has had its followers over the centuries,"
            + " from the old schools up to the present day.";

    assertThat(
            comparison.of(
                asked(TaskType.COMPLEX_REASONING), Answers.said(prose), Answers.said("42")))
        .isEmpty();
  }

  private static Exchange asked(TaskType task) {
    return new Sample().task(task).planned();
  }
}
