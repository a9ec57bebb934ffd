package dev.sluice.gateway.chat;

import static dev.sluice.gateway.chat.Oracle.check;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Edits any object: what was not edited keeps its bytes and its place, what was edited reads as it
/// was written, and the whole is JSON as before.
public final class SpliceFuzz {

  private static final List<String> VALUES =
      List.of("1", "\"é\\ud83d\\ude00\"", "null", "[1,{\"a\":2}]", "{}", "-1.50e3");

  private static final List<String> NEW_NAMES = List.of("model", "stream_options", "q\"", "é", "");

  /// A field by its name and the text of its value.
  private record Member(String name, String value) {}

  private SpliceFuzz() {}

  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    int edits = data.consumeInt(0, 5);
    int[] which = data.consumeInts(edits);
    byte[] body = data.consumeRemainingAsBytes();
    ScannedObject object;
    try {
      object = ScannedObject.of(body);
    } catch (MalformedJson e) {
      return;
    }
    Set<String> names = new HashSet<>();
    for (Field field : object.fields()) {
      if (!names.add(field.name())) {
        return; // refused before it could be edited
      }
    }
    edited(object, which);
    withCost(body);
  }

  private static void edited(ScannedObject object, int[] choices) {
    Expected expected = new Expected(members(object));
    BodyEdit edit = BodyEdit.of(object);
    for (int choice : choices) {
      String name = name(object.fields(), choice);
      String value = VALUES.get(Math.floorMod(choice >> 8, VALUES.size()));
      if ((choice & 1) == 0) {
        edit.put(name, value);
        expected.put(name, value);
      } else {
        edit.remove(name);
        expected.remove(name);
      }
    }
    byte[] out = edit.apply();
    check(
        members(out).equals(expected.members()),
        "an edit gave " + new String(out, StandardCharsets.UTF_8));
    check(Oracle.fields(out) != null, "an edit broke the body");
    check(
        choices.length > 0 || Arrays.equals(out, object.bytes()), "a body changed without an edit");
  }

  /// What should come of the edits: a field keeps its place while it is there, new ones come last.
  private static final class Expected {

    private final List<String> places;
    private final Map<String, String> there = new HashMap<>();
    private final Map<String, String> added = new LinkedHashMap<>();

    Expected(List<Member> members) {
      places = members.stream().map(Member::name).toList();
      members.forEach(m -> there.put(m.name(), m.value()));
    }

    void put(String name, String value) {
      (places.contains(name) ? there : added).put(name, value);
    }

    void remove(String name) {
      (places.contains(name) ? there : added).remove(name);
    }

    List<Member> members() {
      List<Member> members = new ArrayList<>();
      places.stream()
          .filter(there::containsKey)
          .forEach(name -> members.add(new Member(name, there.getOrDefault(name, ""))));
      added.forEach((name, value) -> members.add(new Member(name, value)));
      return members;
    }
  }

  private static String name(List<Field> fields, int choice) {
    int at = Math.floorMod(choice >> 1, fields.size() + NEW_NAMES.size());
    return at < fields.size() ? fields.get(at).name() : NEW_NAMES.get(at - fields.size());
  }

  private static List<Member> members(ScannedObject object) {
    return object.fields().stream().map(f -> new Member(f.name(), object.json(f))).toList();
  }

  private static List<Member> members(byte[] body) {
    try {
      return members(ScannedObject.of(body));
    } catch (MalformedJson e) {
      throw new AssertionError(new String(body, StandardCharsets.UTF_8), e);
    }
  }

  private static void withCost(byte[] chunk) {
    byte[] out = StreamFold.withCost(chunk, "\"cost\":1");
    List<Member> before = members(chunk);
    List<Member> after = members(out);
    check(before.size() == after.size(), "cost is a member of usage only");
    for (int i = 0; i < before.size(); i++) {
      boolean usage = before.get(i).name().equals("usage") && before.get(i).value().startsWith("{");
      String value = after.get(i).value();
      check(usage ? value.endsWith("\"cost\":1}") : before.get(i).equals(after.get(i)), value);
    }
  }
}
