package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

class JsonScannerTest {

  @Test
  void findsNamesAndValues() throws MalformedJson {
    byte[] body = Texts.bytes(" { 'a' : 1 ,\n'b':[1,{'a':2}],'c':'x' }\r\n");

    List<Field> fields = JsonScanner.scan(body);

    assertThat(fields).extracting(Field::name).containsExactly("a", "b", "c");
    assertThat(fields)
        .extracting(f -> Texts.text(body).substring(f.valueStart(), f.valueEnd()))
        .containsExactly("1", "[1,{\"a\":2}]", "\"x\"");
    assertThat(fields).allMatch(f -> body[f.nameStart()] == '"');
  }

  @Test
  void decodesNames() throws MalformedJson {
    List<Field> fields = JsonScanner.scan(Texts.bytes("{'m\\u006fdel':1,'\\n\\\\\\/':2,'é':3}"));

    assertThat(fields).extracting(Field::name).containsExactly("model", "\n\\/", "é");
  }

  @Test
  void givesDuplicatesAsTheyStand() throws MalformedJson {
    assertThat(JsonScanner.scan(Texts.bytes("{'a':1,'a':2}"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'a':-0}",
        "{'a':1e999999999}",
        "{'a':1.5E+3,'b':0.0,'c':-1.25e-7}",
        "{'a':'\\ud800'}",
        "{'a':'\\u0000'}",
        "{'a':[],'b':{},'c':[[],[{}]]}",
        "{'a':true,'b':false,'c':null}",
        "{'':''}",
        "{'a':'\u007f'}",
      })
  void takesSoundJson(String body) {
    assertThatCode(() -> JsonScanner.scan(Texts.bytes(body))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "'a'",
        "null",
        "{",
        "{'a'",
        "{'a':",
        "{'a':1",
        "{'a':1,",
        "{'a':1,}",
        "{,}",
        "{'a' 1}",
        "{a:1}",
        "{'a':01}",
        "{'a':+1}",
        "{'a':.5}",
        "{'a':1.}",
        "{'a':1e}",
        "{'a':-}",
        "{'a':--1}",
        "{'a':0x1}",
        "{'a':NaN}",
        "{'a':Infinity}",
        "{'a':tru}",
        "{'a':truey}",
        "{'a':nul}",
        "{'a':[1,]}",
        "{'a':[1 2]}",
        "{'a':'\\x'}",
        "{'a':'\\u12g4'}",
        "{'a':'\\u12'}",
        "{'a':'\n'}",
        "{'a':'\u0000'}",
        "{'a':'b}",
        "{}}",
        "{} {}",
        "{}x",
        "{'a':1/*c*/}",
        "\ufeff{}",
      })
  void refusesWhatIsNone(String body) {
    assertThatThrownBy(() -> JsonScanner.scan(Texts.bytes(body)))
        .isInstanceOf(MalformedJson.class)
        .hasMessageContaining("at byte");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c0af",
        "c1bf",
        "c2",
        "e08080",
        "e0a0",
        "eda080",
        "edbfbf",
        "f0808080",
        "f4908080",
        "f5808080",
        "ff",
        "fe"
      })
  void refusesInvalidUtf8(String hex) {
    byte[] body = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");

    assertThatThrownBy(() -> JsonScanner.scan(body)).hasMessageContaining("invalid UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "߿", "ࠀ", "퟿", "", "😀", "\udbff\udfff"})
  void takesEveryLengthOfUtf8(String text) {
    assertThatCode(() -> JsonScanner.scan(Texts.bytes("{'" + text + "':'" + text + "'}")))
        .doesNotThrowAnyException();
  }

  @Test
  void boundsDepthWithoutRunningOutOfStack() {
    String deepest = "{'a':" + "[".repeat(511) + "]".repeat(511) + "}";
    String deeper = "{'a':" + "[".repeat(512) + "]".repeat(512) + "}";

    assertThatCode(() -> JsonScanner.scan(Texts.bytes(deepest))).doesNotThrowAnyException();
    assertThatThrownBy(() -> JsonScanner.scan(Texts.bytes(deeper)))
        .hasMessageContaining("nested deeper than 512 levels");
    assertThatThrownBy(() -> JsonScanner.scan(Texts.bytes("{'a':" + "[".repeat(1_000_000))))
        .isInstanceOf(MalformedJson.class);
  }

  @Test
  void boundsNames() {
    String name = "a".repeat(70_000);

    assertThatThrownBy(() -> JsonScanner.scan(Texts.bytes("{'x':{'" + name + "':1}}")))
        .hasMessageContaining("field name longer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud800\\u0041", "\\ud800\\ud800\\udc00"})
  void refusesHalfASurrogatePairInAName(String name) {
    assertThatThrownBy(() -> JsonScanner.scan(Texts.bytes("{'x':[{'" + name + "':1}]}")))
        .hasMessageContaining("surrogate");
  }

  @Property(tries = 2000)
  void agreesWithJacksonOnWhatIsAnObject(@ForAll("jsonish") String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);

    assertThat(scans(body)).as(text).isEqualTo(parses(body));
  }

  @Provide
  Arbitrary<String> jsonish() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"b\\n\"",
            "\"",
            "\\",
            "1",
            "-",
            "0",
            "1.5",
            "1e5",
            "e",
            ".",
            "true",
            "null",
            "fals",
            " ",
            "\n",
            "\"é😀\"",
            "\\u00",
            "x");
    Arbitrary<String> noise = piece.list().ofMaxSize(12).map(p -> String.join("", p));
    Arbitrary<String> members =
        Arbitraries.of(
                "1", "-0", "01", "\"a\"", "[1,2]", "[1,]", "{}", "{\"a\":{}}", "tru", "1.0e-2")
            .list()
            .ofMaxSize(4)
            .map(JsonScannerTest::object);
    return Arbitraries.oneOf(
        noise.map(n -> "{" + n), noise.map(n -> "{" + n + "}"), members, noise);
  }

  private static String object(List<String> values) {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ",").append("\"f").append(i).append("\": ").append(values.get(i));
    }
    return out.append('}').toString();
  }

  private static boolean scans(byte[] body) {
    try {
      JsonScanner.scan(body);
      return true;
    } catch (MalformedJson e) {
      return false;
    }
  }

  private static boolean parses(byte[] body) {
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      boolean object = json.nextToken() == JsonToken.START_OBJECT;
      json.skipChildren();
      return object && json.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }
}
