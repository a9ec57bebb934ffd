package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.quality.Answers;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.shadow.Comparison.Result;
import dev.sluice.gateway.shadow.JudgePrompt.Letter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgePromptTest {

  @ParameterizedTest
  @CsvSource({"A,FIRST", "B,SECOND", "C,TIE", "' A\n',FIRST", "B.,SECOND", "C),TIE"})
  void readsOneLetter(String said, Letter letter) {
    assertThat(JudgePrompt.read(Answers.said(said))).contains(letter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Answer A", "A B", "A because", "D", "**A**", "Both"})
  void readsNothingElse(String said) {
    assertThat(JudgePrompt.read(Answers.said(said))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST,SECOND,BETTER",
    "SECOND,FIRST,WORSE",
    "FIRST,FIRST,EQUAL",
    "SECOND,SECOND,EQUAL",
    "TIE,TIE,EQUAL",
    "TIE,FIRST,EQUAL",
    "SECOND,TIE,EQUAL"
  })
  void believesOnlyAVerdictThatHoldsInBothOrders(Letter shown, Letter swapped, Result result) {
    assertThat(JudgePrompt.combined(shown, swapped)).isEqualTo(result);
  }

  @Test
  void asksAboutTheLastTurnAndBothAnswers() {
    ChatRequest request =
        new Sample().body(Sample.chat("auto", "What is \"x\"?")).exchange().request();

    ChatRequest question =
        Aside.scanned(JudgePrompt.body("judge", request, Answers.said("one"), Answers.said("two")))
            .orElseThrow();

    assertThat(question.model()).isEqualTo("judge");
    assertThat(question.maxTokens()).isEqualTo(4);
    assertThat(question.lastUserText())
        .contains("What is \"x\"?", "<answer_a>\none\n", "<answer_b>\ntwo\n");
  }

  @Test
  void leavesOutTheMiddleOfLongTexts() {
    ChatRequest request =
        new Sample().body(Sample.chat("auto", "q".repeat(100_000))).exchange().request();
    byte[] body =
        JudgePrompt.body(
            "judge", request, Answers.said("a".repeat(50_000)), Answers.said("b".repeat(50_000)));

    assertThat(body.length).isLessThan(20_000);
  }
}
