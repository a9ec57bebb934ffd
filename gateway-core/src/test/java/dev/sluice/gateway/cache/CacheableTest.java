package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.RequestOptions.CacheMode;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheableTest {

  private static final Outcome OK = new Outcome(Outcome.Kind.OK, 200);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n|2|false",
        "n|1.0|false",
        "n|\"2\"|false",
        "n|1|true",
        "n|null|true",
        "tools|[]|false",
        "tools|null|true",
        "functions|[{\"name\":\"f\"}]|false",
        "store|true|false",
        "store|false|true",
        "store|null|true",
        "modalities|[\"text\",\"audio\"]|false",
        "audio|{\"voice\":\"a\"}|false",
        "web_search_options|{}|false",
        "enable_search|true|false",
        "enable_search|false|true",
        "temperature|1|true",
        "stream|true|true",
      })
  void takesWhatMayBeAnsweredAgainTheSame(String field, String json, boolean eligible) {
    assertThat(Cacheable.isEligible(Asking.with(field, json).exchange())).isEqualTo(eligible);
  }

  @Test
  void leavesAudioPartsAlone() {
    Asking audio =
        Asking.of(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}]}");

    assertThat(Cacheable.isEligible(audio.exchange())).isFalse();
  }

  @Test
  void leavesOtherOperationsAndLargeBodiesAlone() {
    Asking large = Asking.with("x", '"' + "a".repeat(Cacheable.MAX_BODY) + '"');

    assertThat(Cacheable.isEligible(large.exchange())).isFalse();
    assertThat(Cacheable.isEligible(Asking.hello().operation(Operation.EMBEDDING).exchange()))
        .isFalse();
    assertThat(Cacheable.isEligible(Asking.hello().cacheOff().exchange())).isFalse();
    assertThat(Cacheable.isEligible(Asking.hello().exchange())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ON,true,true",
    "EXACT,true,true",
    "OFF,false,false",
    "NO_CACHE,false,true",
    "NO_STORE,true,false"
  })
  void followsTheMode(CacheMode mode, boolean read, boolean store) {
    Asking asking = Asking.hello().mode(mode);

    assertThat(Cacheable.mayRead(asking.exchange())).isEqualTo(read);
    assertThat(Cacheable.mayStore(asking.exchange())).isEqualTo(store);
  }

  @Test
  void keepsNothingForNoTime() {
    assertThat(Cacheable.mayStore(Asking.hello().ttl(Duration.ZERO).exchange())).isFalse();
  }

  @Test
  void keepsACleanAnswer() {
    assertThat(isClean(Asking.answer("Hi", "stop"), OK)).isTrue();
  }

  @Test
  void keepsNoAnswerThatIsNotComplete() {
    assertThat(isClean(Asking.answer("Hi", "length"), OK)).isFalse();
    assertThat(isClean(Asking.answer("Hi", "content_filter"), OK)).isFalse();
    assertThat(isClean(Asking.answer(" ", "stop"), OK)).isFalse();
    assertThat(isClean(Asking.answer("Hi", "stop"), new Outcome(Outcome.Kind.CANCELLED, 200)))
        .isFalse();
    assertThat(isClean(Asking.answer("Hi", "stop"), new Outcome(Outcome.Kind.OK, 207))).isFalse();
  }

  @Test
  void keepsNoRefusalNoToolCallAndNoSecondChoice() {
    String refusal = message("{\"content\":\"a\",\"refusal\":\"I can't.\"}");
    String call =
        message(
            "{\"content\":\"a\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");
    String choice = "{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}";
    String two = "{\"choices\":[" + choice + "," + choice + "]}";

    assertThat(isClean(Asking.parsed(refusal), OK)).isFalse();
    assertThat(isClean(Asking.parsed(call), OK)).isFalse();
    assertThat(isClean(Asking.parsed(two), OK)).isFalse();
    assertThat(isClean(Asking.parsed(message("{\"content\":\"a\",\"refusal\":null}")), OK))
        .isTrue();
  }

  private static String message(String message) {
    return "{\"choices\":[{\"message\":" + message + ",\"finish_reason\":\"stop\"}]}";
  }

  private static boolean isClean(Answer answer, Outcome outcome) {
    return Cacheable.isClean(outcome, Asking.served(answer, Tier.BUDGET, 1));
  }
}
