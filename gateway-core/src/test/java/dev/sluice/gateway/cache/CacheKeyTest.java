package dev.sluice.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.CompressionConfig.Mode;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan.Bias;
import dev.sluice.gateway.exchange.Plan.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature|0",
        "temperature|null",
        "top_p|0.5",
        "seed|9007199254740993",
        "max_tokens|10",
        "max_completion_tokens|10",
        "stop|[\"x\"]",
        "frequency_penalty|1",
        "presence_penalty|1",
        "logit_bias|{\"1\":2}",
        "logprobs|true",
        "top_logprobs|2",
        "n|1",
        "response_format|{\"type\":\"json_object\"}",
        "reasoning_effort|\"low\"",
        "thinking|{\"type\":\"disabled\"}",
        "enable_thinking|false",
        "thinking_budget|5",
        "service_tier|\"flex\"",
        "verbosity|\"low\"",
        "prediction|{\"type\":\"content\",\"content\":\"a\"}",
        "top_k|3",
        "repetition_penalty|1.1",
        "chat_template_kwargs|{}",
        "moderation|1",
        "a_field_of_tomorrow|1",
      })
  void everyFieldThatCanChangeTheAnswerChangesTheKey(String field, String json) {
    assertThat(key(Asking.with(field, json))).isNotEqualTo(key(Asking.hello()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stream|true",
        "stream_options|{\"include_usage\":true}",
        "sluice|{\"tags\":\"a=b\"}",
        "user|\"u1\"",
        "safety_identifier|\"s1\"",
        "metadata|{\"a\":\"b\"}",
        "store|false",
        "prompt_cache_key|\"p\"",
        "prompt_cache_retention|\"24h\"",
        "prompt_cache_options|{}",
      })
  void fieldsThatCannotChangeTheAnswerDoNot(String field, String json) {
    assertThat(key(Asking.with(field, json))).isEqualTo(key(Asking.hello()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello \"}]}",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"system\",\"content\":\"Hello\"}]}",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\",\"name\":\"x\"}]}",
        "{\"model\":\"auto:cheap\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}]}",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"user\",\"content\":\"Hello\"}]}",
      })
  void otherQuestionsHaveOtherKeys(String body) {
    assertThat(key(Asking.of(body))).isNotEqualTo(key(Asking.hello()));
  }

  @Test
  void theOrderOfMessagesCounts() {
    String a = "{\"role\":\"user\",\"content\":\"a\"}";
    String b = "{\"role\":\"user\",\"content\":\"b\"}";
    String form = "{\"model\":\"auto\",\"messages\":[%s,%s]}";

    assertThat(key(Asking.of(form.formatted(a, b))))
        .isNotEqualTo(key(Asking.of(form.formatted(b, a))));
  }

  @Test
  void spellingOfStringsDoesNotCount() {
    Asking escaped =
        Asking.of(
            "{\"mod\\u0065l\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"H\\u0065llo\"}]}");

    assertThat(key(escaped)).isEqualTo(key(Asking.hello()));
  }

  @Test
  void loneSurrogatesAreNotAQuestionMark() {
    String form = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    assertThat(
            List.of(
                key(Asking.of(form.formatted("\\ud800"))),
                key(Asking.of(form.formatted("\\ud801"))),
                key(Asking.of(form.formatted("?"))),
                key(Asking.of(form.formatted("\\\\ud800")))))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"1,1.0", "1.0,1.00", "1e3,1000", "9007199254740992,9007199254740993", "0,-0"})
  void theLexemeOfANumberCounts(String one, String other) {
    assertThat(key(Asking.with("seed", one))).isNotEqualTo(key(Asking.with("seed", other)));
  }

  @Test
  void whatDecidesTheRoutingCounts() {
    Asking hello = Asking.hello();

    List<CacheKey> keys =
        List.of(
            key(hello),
            key(hello.operation(Operation.COMPLETION)),
            key(hello.plan(Kind.EXPLICIT, Bias.BALANCED)),
            key(hello.plan(Kind.TIER, Bias.BALANCED)),
            key(hello.plan(Kind.AUTO, Bias.CHEAP)),
            key(hello.plan(Kind.AUTO, Bias.QUALITY)),
            key(hello.version("v2")),
            key(hello.compress(Mode.OFF)),
            key(hello.compress(Mode.REWRITE)));

    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void askingForTheConfiguredCompressionChangesNothing() {
    assertThat(key(Asking.hello().compress(Mode.LOSSLESS))).isEqualTo(key(Asking.hello()));
  }

  @Property(tries = 200)
  void orderAndWhitespaceOfFieldsDoNotCount(
      @ForAll @Size(max = 6) @UniqueElements
          List<@AlphaChars @StringLength(min = 8, max = 9) String> names,
      @ForAll @IntRange(max = 1000) int seed) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("model", "\"auto\"");
    fields.put("messages", "[{\"role\":\"user\",\"content\":\"Hello\"}]");
    names.forEach(name -> fields.put(name, "{\"b\":" + name.length() + ",\"a\":[1,true]}"));
    Random random = new Random(seed);
    List<String> order = new ArrayList<>(fields.keySet());
    Collections.shuffle(order, random);

    StringBuilder plain = new StringBuilder();
    fields.forEach((name, json) -> plain.append(",\"" + name + "\":" + json));
    StringBuilder odd = new StringBuilder();
    for (String name : order) {
      odd.append(space(random)).append(',').append(space(random)).append('"').append(name);
      odd.append('"').append(space(random)).append(':').append(space(random));
      odd.append(swapped(fields.getOrDefault(name, ""), random));
    }

    assertThat(key(Asking.of("{" + odd.substring(odd.indexOf(",") + 1) + space(random) + "}")))
        .isEqualTo(key(Asking.of("{" + plain.substring(1) + "}")));
  }

  private static String swapped(String json, Random random) {
    return json.replace(
        ",\"a\":[1,true]}", space(random) + ",\"a\" : [ 1" + space(random) + ",true ]\n}");
  }

  private static String space(Random random) {
    return List.of("", " ", "\n", "\t\r\n").get(random.nextInt(4));
  }

  private static CacheKey key(Asking asking) {
    return CacheKey.of(asking.exchange());
  }
}
