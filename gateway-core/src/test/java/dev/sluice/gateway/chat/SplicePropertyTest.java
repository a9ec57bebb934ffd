package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Scanning and splicing together are the identity, but for what was edited: spelling of numbers
/// and strings, order, spaces and repeated keys further down all stay.
class SplicePropertyTest {

  @Property
  void puttingEveryFieldsOwnTextChangesNothing(@ForAll("bodies") String body) throws MalformedJson {
    ScannedObject object = ScannedObject.of(Texts.bytes(body));
    BodyEdit edit = BodyEdit.of(object);

    object.fields().forEach(f -> edit.put(f.name(), object.json(f)));

    assertThat(edit.apply()).isEqualTo(object.bytes());
  }

  @Property
  void whatIsPutInIsReadBackAndNothingElseMoves(
      @ForAll("bodies") String body,
      @ForAll("values") String value,
      @ForAll @IntRange(max = 99) int which)
      throws MalformedJson {
    ScannedObject before = ScannedObject.of(Texts.bytes(body));
    List<Field> fields = before.fields();
    Field edited = fields.get(which % fields.size());

    byte[] out = BodyEdit.of(before).put(edited.name(), value).apply();

    String text = Texts.text(before.bytes());
    String head = Texts.text(slice(before.bytes(), 0, edited.valueStart()));
    String tail = Texts.text(slice(before.bytes(), edited.valueEnd(), before.bytes().length));
    ScannedObject after = ScannedObject.of(out);
    assertThat(Texts.text(out)).as(text).isEqualTo(head + value + tail);
    assertThat(after.json(after.fields().get(fields.indexOf(edited)))).isEqualTo(value);
  }

  @Property
  void addingAndTakingOutAgainGivesTheSameFields(
      @ForAll("bodies") String body, @ForAll("values") String value) throws MalformedJson {
    ScannedObject before = ScannedObject.of(Texts.bytes(body));

    ScannedObject with = ScannedObject.of(BodyEdit.of(before).put("added", value).apply());
    ScannedObject without = ScannedObject.of(BodyEdit.of(with).remove("added").apply());

    assertThat(with.json(with.fields().getLast())).isEqualTo(value);
    assertThat(members(without)).isEqualTo(members(before));
  }

  @Property
  void takingOneOutLeavesTheOthersBytes(
      @ForAll("bodies") String body, @ForAll @IntRange(max = 99) int which) throws MalformedJson {
    ScannedObject before = ScannedObject.of(Texts.bytes(body));
    List<String> left = members(before);
    String name = before.fields().get(which % left.size()).name();
    left.remove(which % left.size());

    ScannedObject after = ScannedObject.of(BodyEdit.of(before).remove(name).apply());

    assertThat(members(after)).isEqualTo(left);
  }

  /// Objects of one to six fields with names of their own, in any order and spelling.
  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> space = Arbitraries.of("", "", " ", "\n\t", "\r\n");
    Arbitrary<String> names =
        Arbitraries.of("model", "m\\u006fdel2", "é", "😀", "q\\\"", "\\/", "", "a b");
    Arbitrary<String> member =
        Combinators.combine(space, values(), space).as((a, v, b) -> a + v + b);
    return Combinators.combine(
            names.list().uniqueElements().ofMinSize(1).ofMaxSize(6), member.list().ofSize(6), space)
        .as((chosen, texts, around) -> {
          List<String> members = new ArrayList<>();
          for (int i = 0; i < chosen.size(); i++) {
            members.add(around + "\"" + chosen.get(i) + "\"" + around + ":" + texts.get(i));
          }
          return around + "{" + String.join(",", members) + "}" + around;
        });
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> scalars =
        Arbitraries.of(
            "1.0",
            "-0",
            "1e5",
            "1E+05",
            "9007199254740993",
            "0.10",
            "true",
            "null",
            "\"\"",
            "\"\\u0041\\/\\n\"",
            "\"é😀\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"}],{:\\\"\"");
    return Arbitraries.lazyOf(
        () -> scalars,
        () -> scalars,
        () -> values().list().ofMaxSize(3).map(all -> "[" + String.join(" , ", all) + "]"),
        () -> values().list().ofMaxSize(3).map(SplicePropertyTest::repeating));
  }

  /// An object that says one key more than once.
  private static String repeating(List<String> values) {
    return "{" + String.join(",", values.stream().map(v -> "\"k\" :" + v).toList()) + "}";
  }

  private static List<String> members(ScannedObject object) {
    List<String> members = new ArrayList<>();
    for (Field field : object.fields()) {
      members.add(Texts.text(slice(object.bytes(), field.nameStart(), field.valueEnd())));
    }
    return members;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
