package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.route.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixChecksTest {

  private final PrefixChecks checks = new PrefixChecks();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but as an AI language model I don't have access to the internet. You",
        "As an AI, I am unable to play sounds.",
        "Unfortunately, I'm unable to view images or attachments.\n\nIf you describe",
        "Como modelo de lenguaje, no tengo acceso a información en tiempo real. Puedes",
        "抱歉，我无法浏览网页。你可以",
        "<think>hm</think>I cannot access external websites or links. Please",
      })
  void refusesABeginningThatPleadsInability(String prefix) {
    assertThat(reason(new Sample(), prefix)).isEqualTo("refusal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm sorry, but I can't help with that. If you",
        "I cannot provide links to weapons, as this is dangerous and illegal. Please",
        "As an AI language model, I cannot provide medical advice. Please see",
        "对不起，我不能提供任何违法活动的帮助。",
      })
  void letsARefusalForSafetyPass(String prefix) {
    assertThat(reason(new Sample(), prefix)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "As an AI language model, I cannot",
        "As an AI language model, I cannot provide medical",
        "I'm sorry. I cannot access the",
        "I cannot access version 2.",
        "I can't browse the internet, but based on what I know the city has 2.1 million people. It",
        "I don't have access to real-time data. However,",
      })
  void doesNotJudgeASentenceBeforeItsEndNorHelpThatIsPromised(String prefix) {
    assertThat(reason(new Sample(), prefix)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "json_object | {                    |",
        "json_object |~  \n{\"a\":~         |",
        "json_object | Here is the          | format",
        "json_object | ```json              | format",
        "json_object | [1,                  | format",
        "json_schema | [1,                  |",
        "json_schema | -3                   |",
        "json_schema | nullable             |",
        "json_schema | Sure!                | format",
        "text        | Sure!                |",
        "json_object | <think>I should say  |",
      })
  void refusesProseWhereJsonWasAsked(String type, String prefix, @Nullable String reason) {
    Sample sample =
        new Sample()
            .body(Sample.chat("auto", "a", "\"response_format\":{\"type\":\"" + type + "\"}"));

    assertThat(reason(sample, prefix)).isEqualTo(reason);
  }

  @Test
  void refusesTheWrongLanguage() {
    Sample sample = new Sample().body(Sample.chat("auto", "What is the capital of France?"));

    assertThat(reason(sample, "法国的首都是巴黎，它位于塞纳河畔，是该国的政治、经济和文化中心，也是世界著名的旅游城市，人口众多"))
        .isEqualTo("language");
    assertThat(reason(sample, "法国的首都是")).isNull();
  }

  @Test
  void letsSilenceToolCallsAndDeclaredRefusalsPass() {
    Sample sample = new Sample();

    assertThat(reason(sample, "")).isNull();
    assertThat(checks.fails(sample.exchange(), Answers.called(new ToolCall("1", "f", "{"))))
        .isNull();
    assertThat(checks.fails(sample.exchange(), Answers.refused("I cannot access files."))).isNull();
  }

  private @Nullable String reason(Sample sample, String prefix) {
    return checks.fails(sample.exchange(), Answers.said(prefix));
  }
}
