package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// A request body in one spelling, so that equal questions have equal bytes.
///
/// Object keys are sorted, except inside tools and schemas, where their order can change what a
/// model sees; whitespace goes; a number keeps its lexeme, since `1.0` and `1` may be different to
/// a provider and a 64-bit seed is no double; strings are spelled with the fewest escapes.
public final class CanonicalForm {

  private static final Set<String> ORDERED = Set.of("tools", "functions", "response_format");

  private final JsonParser json;
  private final StringBuilder out = new StringBuilder(512);

  private CanonicalForm(JsonParser json) {
    this.json = json;
  }

  /// The request's canonical bytes.
  ///
  /// @param excluded top-level fields to leave out
  public static byte[] of(ChatRequest request, Predicate<String> excluded) {
    List<Field> fields = new ArrayList<>(request.fields());
    fields.removeIf(f -> excluded.test(f.name()));
    fields.sort(Comparator.comparing(Field::name));
    StringBuilder out = new StringBuilder(request.body().length);
    for (Field field : fields) {
      out.append(JsonText.quote(field.name())).append(':');
      out.append(value(request.body(), field)).append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static CharSequence value(byte[] body, Field field) {
    try (JsonParser json =
        Json.FACTORY.createParser(
            ObjectReadContext.empty(),
            body,
            field.valueStart(),
            field.valueEnd() - field.valueStart())) {
      CanonicalForm form = new CanonicalForm(json);
      json.nextToken();
      form.value(!ORDERED.contains(field.name()));
      return form.out;
    }
  }

  private void value(boolean sorted) {
    switch (json.currentToken()) {
      case START_OBJECT -> object(sorted);
      case START_ARRAY -> array(sorted);
      case VALUE_STRING -> out.append(JsonText.quote(json.getString()));
      default -> out.append(json.getString());
    }
  }

  private void array(boolean sorted) {
    out.append('[');
    while (json.nextToken() != JsonToken.END_ARRAY) {
      value(sorted);
      out.append(',');
    }
    out.append(']');
  }

  private void object(boolean sorted) {
    int start = out.length();
    List<Member> members = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      int from = out.length();
      json.nextToken();
      value(sorted);
      members.add(new Member(name, out.substring(from)));
    }
    if (sorted) {
      members.sort(Comparator.comparing(Member::name));
    }
    out.setLength(start);
    out.append('{');
    for (Member member : members) {
      out.append(JsonText.quote(member.name())).append(':').append(member.value()).append(',');
    }
    out.append('}');
  }

  private record Member(String name, String value) {}
}
