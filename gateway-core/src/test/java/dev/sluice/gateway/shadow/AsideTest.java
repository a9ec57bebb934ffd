package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.route.Sample;
import org.junit.jupiter.api.Test;

class AsideTest {

  @Test
  void asksForOneWholeAnswerWithRoomToThink() {
    ChatRequest again =
        again(
            "\"stream\":true",
            "\"stream_options\":{\"include_usage\":true}",
            "\"store\":true",
            "\"max_tokens\":100",
            "\"temperature\":0.2");

    assertThat(again.stream()).isFalse();
    assertThat(again.has("stream_options")).isFalse();
    assertThat(again.has("store")).isFalse();
    assertThat(again.maxTokens()).isEqualTo(4196);
    assertThat(again.json("temperature")).isEqualTo("0.2");
    assertThat(again.lastUserText()).isEqualTo("hello");
  }

  @Test
  void setsNoBoundWhereThereWasNone() {
    assertThat(again().maxTokens()).isNull();
  }

  private static ChatRequest again(String... members) {
    ChatRequest request =
        new Sample().body(Sample.chat("auto", "hello", members)).exchange().request();
    return Aside.again(request).orElseThrow();
  }
}
