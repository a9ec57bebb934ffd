package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import org.junit.jupiter.api.Test;

final class AnswerBodyTest {

  @Test
  void findsTheUsageAtTheEndOfAStream() {
    AnswerBody body =
        AnswerBody.events(
            """
            data: {"choices":[{"delta":{"content":"Hi"}}],"usage":null}

            : comment

            data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"cost":0.000001}}

            data: [DONE]
            """);

    assertThat(body.failure()).isEmpty();
    assertThat(body.usage()).contains(new Usage(5, 0, 0, 2, 0));
    assertThat(body.usageNode().path("cost").decimalValue()).isEqualByComparingTo("0.000001");
  }

  @Test
  void tellsACutStreamFromAWholeOne() {
    AnswerBody cut = AnswerBody.events("data: {\"choices\":[]}\n\n");
    AnswerBody failed = AnswerBody.events("data: {\"error\":{\"message\":\"gone\"}}\n\n");

    assertThat(cut.failure()).contains("[DONE]");
    assertThat(failed.failure()).isEqualTo("gone");
  }

  @Test
  void readsTheMessageOfAnError() {
    AnswerBody json = AnswerBody.json(503, "{\"error\":{\"message\":\"busy\"}}");
    AnswerBody text = AnswerBody.json(502, "<html>");

    assertThat(json.failure()).isEqualTo("status 503: busy");
    assertThat(text.failure()).isEqualTo("status 502");
  }
}
