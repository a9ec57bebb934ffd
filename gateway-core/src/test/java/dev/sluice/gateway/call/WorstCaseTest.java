package dev.sluice.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// At prices of $1 and $2 for a million tokens.
class WorstCaseTest {

  private static final ModelConfig MODEL = Sample.model("small", Tier.BUDGET);

  @Test
  void tokenIsAtLeastAByteAndAnswersEndAtTheClientsBound() {
    ChatRequest request = request(Sample.chat("small", "hello", "\"max_tokens\":100", "\"n\":2"));

    WorstCase worst = WorstCase.of(request, MODEL);

    assertThat(worst.cost()).isEqualTo(Usd.ofNanos(request.body().length * 1000L + 200 * 2000));
  }

  @Test
  void affordsTheLongestAnswerThatStillFits() {
    ChatRequest request = request(Sample.chat("small", "hello"));
    WorstCase worst = WorstCase.of(request, MODEL);
    Usd amount = Usd.ofNanos(request.body().length * 1000L + 50 * 2000 + 1999);

    assertThat(worst.affordableOutput(amount)).isEqualTo(50);
    assertThat(worst.cost(50)).isLessThanOrEqualTo(amount);
    assertThat(worst.cost(51)).isGreaterThan(amount);
    assertThat(worst.affordableOutput(Usd.ofNanos(request.body().length * 1000L))).isZero();
  }

  @Test
  void holdsNoMoreThanABoundedAnswer() {
    ChatRequest request = request(Sample.chat("small", "hello", "\"max_tokens\":100"));

    assertThat(WorstCase.of(request, MODEL).upTo(40).cost())
        .isEqualTo(Usd.ofNanos(request.body().length * 1000L + 40 * 2000));
    assertThat(WorstCase.of(request, MODEL).upTo(101).output()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\":3                             | 3",
        "\"n\":2,\"best_of\":20              | 20",
        "\"prompt\":\"one\"                  | 1",
        "\"prompt\":[\"a\",\"b\",\"c\"]      | 3",
        "\"prompt\":[[1,2],[3]],\"n\":2      | 4",
        "\"prompt\":[1,2,3]                  | 1"
      })
  void countsEveryAnswerThatIsWritten(String fields, long answers) {
    ChatRequest request = request(Sample.chat("small", "hello", fields));

    assertThat(WorstCase.of(request, MODEL).answers()).isEqualTo(answers);
  }

  @Test
  void takesTheLargerOfTwoBounds() {
    ChatRequest request =
        request(
            Sample.chat("small", "hello", "\"max_completion_tokens\":1", "\"max_tokens\":8192"));

    assertThat(WorstCase.of(request, MODEL).output()).isEqualTo(8192);
  }

  @ParameterizedTest
  @CsvSource({
    "image_url, 16384",
    "video_url, 131072",
    "file_id, 131072",
    "file_url, 131072",
    "file_data, 131072",
    "input_audio, 0"
  })
  void partsThatExpandGetAnAllowanceEach(String part, long tokens) {
    String one = "{\"type\":\"%s\" , \"%s\" :{\"url\":\"x\"}}".formatted(part, part);
    String json =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[%s,%s]}]}"
            .formatted(one, one);

    assertThat(WorstCase.of(request(json), MODEL).input()).isEqualTo(json.length() + 2 * tokens);
  }

  @Test
  void textAboutAPartIsNone() {
    String json = Sample.chat("m", "{\"image_url\": 1} and \"file_id\":");

    assertThat(ExpandingParts.allowance(json.getBytes(StandardCharsets.UTF_8))).isZero();
    assertThat(ExpandingParts.allowance("\"image_url\"".getBytes(StandardCharsets.UTF_8))).isZero();
  }

  @Test
  void partsExpandNoFurtherThanTheModelsContext() {
    String json =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"file_id\":\"f\"}]}]}";
    ModelConfig small = Sample.model("small", Tier.BUDGET, EnumSet.allOf(Capability.class), 8000);

    assertThat(WorstCase.of(request(json), small).input()).isEqualTo(8000);
    assertThat(json.toLowerCase(Locale.ROOT)).hasSizeLessThan(8000);
  }

  private static ChatRequest request(String json) {
    return switch (ChatRequest.scan(json.getBytes(StandardCharsets.UTF_8))) {
      case Scanned.Ok ok -> ok.request();
      case Scanned.Refused refused -> throw new AssertionError(refused.error().message());
    };
  }
}
