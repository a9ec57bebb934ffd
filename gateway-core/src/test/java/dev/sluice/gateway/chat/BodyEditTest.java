package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class BodyEditTest {

  private static final String BODY = " { 'model' : 'm' ,\n 'seed':1.0, 'x':{'y':[1]} } ";

  @Test
  void withoutEditsTheArrayItselfComesBack() {
    ChatRequest request = Texts.request(BODY);

    assertThat(BodyEdit.of(request).apply()).isSameAs(request.body());
    assertThat(BodyEdit.of(request).remove("absent").apply()).isSameAs(request.body());
  }

  @Test
  void touchesNothingElse() {
    byte[] edited = BodyEdit.of(Texts.request(BODY)).put("model", "\"big\"").put("n", "2").apply();

    assertThat(Texts.text(edited))
        .isEqualTo(Texts.json(" { 'model' : 'big' ,\n 'seed':1.0, 'x':{'y':[1]} ,'n':2} "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model|{'seed':1.0, 'x':2}",
        "seed|{'model':'m', 'x':2}",
        "x|{'model':'m', 'seed':1.0}",
        "model seed|{'x':2}",
        "seed x|{'model':'m'}",
        "model x|{'seed':1.0}",
        "model seed x|{}",
      })
  void removesAFieldWithItsComma(String names, String left) {
    BodyEdit edit = BodyEdit.of(Texts.request("{'model':'m', 'seed':1.0, 'x':2}"));
    List.of(names.split(" ")).forEach(edit::remove);

    assertThat(Texts.text(edit.apply())).isEqualTo(Texts.json(left));
  }

  @Test
  void addsToWhatIsLeftOver() {
    ChatRequest request = Texts.request("{'model':'m'}");

    assertThat(Texts.text(BodyEdit.of(request).remove("model").put("a", "1").put("b", "2").apply()))
        .isEqualTo(Texts.json("{'a':1,'b':2}"));
  }

  @Test
  void theLastEditOfAFieldCounts() {
    ChatRequest request = Texts.request("{'model':'m','a':1}");

    assertThat(Texts.text(BodyEdit.of(request).put("a", "2").remove("a").apply()))
        .isEqualTo(Texts.json("{'model':'m'}"));
    assertThat(Texts.text(BodyEdit.of(request).remove("a").put("a", "2").apply()))
        .isEqualTo(Texts.json("{'model':'m','a':2}"));
    assertThat(Texts.text(BodyEdit.of(request).put("a", "2").put("a", "3").apply()))
        .isEqualTo(Texts.json("{'model':'m','a':3}"));
    assertThat(Texts.text(BodyEdit.of(request).put("b", "2").put("b", "3").apply()))
        .isEqualTo(Texts.json("{'model':'m','a':1,'b':3}"));
    assertThat(BodyEdit.of(request).put("b", "2").remove("b").apply()).isSameAs(request.body());
  }

  @Test
  void escapesTheNamesItAdds() {
    byte[] edited = BodyEdit.of(Texts.request("{'model':'m'}")).put("a\"\\é", "1").apply();

    assertThat(Texts.tree(edited).has("a\"\\é")).isTrue();
  }

  @Property(tries = 500)
  void removingAndReplacingGivesWhatItWouldOnTheTree(
      @ForAll("objects") Map<String, String> fields,
      @ForAll("names") Set<String> removed,
      @ForAll("names") Set<String> put,
      @ForAll("spaces") String space)
      throws MalformedJson {
    StringBuilder body = new StringBuilder(space + "{" + space);
    String comma = "";
    for (Map.Entry<String, String> field : fields.entrySet()) {
      body.append(comma).append(JsonText.quote(field.getKey()));
      body.append(space).append(':').append(space).append(field.getValue()).append(space);
      comma = "," + space;
    }
    byte[] in = Texts.bytes(body.append("}").append(space).toString());
    ObjectNode expected = (ObjectNode) Texts.tree(in);
    BodyEdit edit = BodyEdit.of(ScannedObject.of(in));

    removed.forEach(name -> {
      edit.remove(name);
      expected.remove(name);
    });
    put.forEach(name -> {
      edit.put(name, "[0]");
      expected.putArray(name).add(0);
    });
    byte[] out = edit.apply();

    assertThat(Texts.tree(out)).isEqualTo(expected);
    assertThat(JsonScanner.scan(out)).hasSize(expected.size());
  }

  @Provide
  Arbitrary<Map<String, String>> objects() {
    Arbitrary<String> values =
        Arbitraries.of(
            "1",
            "-1.50e3",
            "true",
            "null",
            "\"\"",
            "\"a,}\\\"{\"",
            "[1, {\"a\": 2}]",
            "{}",
            "{\"a\":{\"b\":[]}}",
            "\"\\ud83d\\ude00é\"");
    return Arbitraries.maps(name(), values).ofMaxSize(7);
  }

  @Provide
  Arbitrary<Set<String>> names() {
    return name().set().ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> spaces() {
    return Arbitraries.of("", " ", "\n\t");
  }

  private static Arbitrary<String> name() {
    return Combinators.combine(Arbitraries.of("a", "b", "é", "q\""), Arbitraries.of("", "1", "😀"))
        .as((a, b) -> a + b);
  }
}
