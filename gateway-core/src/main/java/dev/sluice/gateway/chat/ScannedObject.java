package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON object that was scanned, not bound: its own bytes and where its fields stand. Immutable.
final class ScannedObject {

  private final byte[] bytes;
  private final List<Field> fields;

  private ScannedObject(byte[] bytes, List<Field> fields) {
    this.bytes = bytes;
    this.fields = fields;
  }

  static ScannedObject of(byte[] bytes) throws MalformedJson {
    return new ScannedObject(bytes, List.copyOf(JsonScanner.scan(bytes)));
  }

  /// The object's bytes, not to be written to.
  byte[] bytes() {
    return bytes;
  }

  List<Field> fields() {
    return fields;
  }

  @Nullable Field field(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /// The first byte of the field's value, which tells its type; 0 where there is no such field.
  byte kind(String name) {
    Field field = field(name);
    return field == null ? 0 : bytes[field.valueStart()];
  }

  /// Whether the field is there and not null.
  boolean has(String name) {
    byte kind = kind(name);
    return kind != 0 && kind != 'n';
  }

  /// The JSON text of the field's value.
  String json(Field field) {
    return text(field.valueStart(), field.valueEnd());
  }

  /// The string value, or null where the field is absent or no string.
  @Nullable String string(String name) {
    Field field = field(name);
    if (field == null || bytes[field.valueStart()] != '"') {
      return null;
    }
    return JsonText.unescape(text(field.valueStart() + 1, field.valueEnd() - 1));
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
