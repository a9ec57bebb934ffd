package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

  private final Agreement agreement = new Agreement();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "18 | 18.0",
        "$1,200 | 1200",
        "1,234.50 | $1234.5",
        "\\boxed{\\frac{1}{2}} | The answer is 0.5.",
        "\\(\\boxed{\\dfrac{3}{4}}\\) | \\boxed{3/4}",
        "50% | 50 %",
        "So \\boxed{x^2 + 1} | **Answer:** $x^2+1$",
        "She sells 9 eggs at 2 dollars, which makes 18 dollars a day altogether. | 16 - 3 - 4 = 9 eggs remain; 9 * 2 = 18, so every single day she makes $18.",
        "First this, then that, and much more besides all that. The answer is (I). | I",
        "Long reasoning here, about many things of no interest to anybody at all. #### 42 | 42",
        "经过计算，先加后乘，最后得到结果，其间没有别的可能。答案是：12 | The final answer is 12.",
        "Paris. | paris",
        "The Eiffel Tower | Eiffel tower!",
        "(B) Paris | B",
        "-3 | −3",
        "1e3 | 1000",
        "2 1/2 | 2.5",
        "18 dollars | 18.00 dollars a day",
        "{\"reasoning\": \"so \\( \\boxed{1} \\)\", \"answer\": \"2\"} | 2",
      })
  void seesThatReasonedAnswersComeToTheSame(String a, String b) {
    assertThat(agree(TaskType.COMPLEX_REASONING, a, b)).isTrue();
    assertThat(agree(TaskType.COMPLEX_REASONING, b, a)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "18 | 19",
        "50% | 50",
        "-3 | 3",
        "1/2 | 1/3",
        "Paris | London",
        "12 apples | 12 oranges",
        "5***83**23 | 5*83*23***",
        "[1, 2, None] | [1, 2]",
        "May 8, 1945 | September 2, 1945",
        "\\boxed{x+1} | \\boxed{x-1}",
        "The answer is A. | The answer is B.",
        "It all depends on the point of view of whoever is asking, and there is no more to say. | It all depends on the point of view of whoever is asking, and there is no more to say here.",
        "I can't access the internet. | I can't access the internet.",
        "`` | ``",
        "yes | no",
      })
  void seesThatTheyDoNot(String a, String b) {
    assertThat(agree(TaskType.COMPLEX_REASONING, a == null ? "" : a, b == null ? "" : b)).isFalse();
    assertThat(agree(TaskType.COMPLEX_REASONING, b == null ? "" : b, a == null ? "" : a)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":[true,null]} | {\"b\":[true,null],\"a\":1.0} | true",
        "{\"a\":1} | {\"a\":2} | false",
        "{\"a\":1} | {\"a\":1,\"b\":2} | false",
        "{\"seed\":9007199254740993} | {\"seed\":9007199254740992} | false",
        "{\"reasoning\":\"one way\",\"answer\":\"42\"} | {\"reasoning\":\"another\",\"answer\":42} | true",
        "{\"reasoning\":\"one way\",\"answer\":\"42\"} | {\"reasoning\":\"one way\",\"answer\":\"43\"} | false",
        "{\"reasoning\":\"one way\",\"answer\":\"42\"} | The answer is 42. | true",
      })
  void comparesJsonByValue(String a, String b, boolean same) {
    assertThat(agree(TaskType.GENERAL, a, b)).isEqualTo(same);
  }

  @Test
  void looksIntoACodeFenceForJson() {
    assertThat(agree(TaskType.GENERAL, "```json\n{\"a\":1}\n```", "{\"a\":1}")).isTrue();
  }

  @Test
  void neverTakesCodeOrProseForTheSame() {
    String code = "```java\nint a = 1;\n```";

    assertThat(agree(TaskType.CODE_GENERATION, code, code)).isFalse();
    assertThat(agree(TaskType.COMPLEX_REASONING, code, code)).isFalse();
    assertThat(agree(TaskType.SUMMARIZATION, "word ".repeat(40), "word ".repeat(40))).isFalse();
  }

  @Test
  void findsTheOneLabelThatBothName() {
    Sample sample =
        new Sample()
            .task(TaskType.CLASSIFICATION)
            .body(
                Sample.chat(
                    "auto",
                    "Classify the review. Options: positive, negative, or neutral.\nFine!"));

    assertThat(agree(sample, "Positive", "The label is **positive**, since the writer is happy."))
        .isTrue();
    assertThat(agree(sample, "Positive", "negative")).isFalse();
    assertThat(agree(sample, "positive", "It could be positive or negative, who knows.")).isFalse();
  }

  @Test
  void comparesToolCallsByValue() {
    ToolCall call = new ToolCall("1", "weather", "{\"city\":\"Rome\",\"days\":3}");
    ToolCall same = new ToolCall("9", "weather", "{ \"days\": 3, \"city\": \"Rome\" }");
    ToolCall other = new ToolCall("1", "weather", "{\"city\":\"Milan\",\"days\":3}");

    assertThat(agreement.agree(new Sample().exchange(), Answers.called(call), Answers.called(same)))
        .isTrue();
    assertThat(
            agreement.agree(new Sample().exchange(), Answers.called(call), Answers.called(other)))
        .isFalse();
    assertThat(agreement.agree(new Sample().exchange(), Answers.called(call), Answers.said("Sun")))
        .isFalse();
  }

  private boolean agree(TaskType task, String a, String b) {
    return agree(new Sample().task(task), a, b);
  }

  private boolean agree(Sample sample, String a, String b) {
    return agreement.agree(sample.exchange(), Answers.said(a), Answers.said(b));
  }
}
