package dev.sluice.gateway.chat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What Jackson says of bytes, under the rules that bodies have beyond its own: UTF-8 only, which
/// it does not insist on, and no byte order mark.
final class Oracle {

  private Oracle() {}

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /// The top-level fields of the only object in there, null where it is none.
  static @Nullable List<Field> fields(byte[] body) {
    if (!isUtf8(body) || hasZero(body) || (body.length > 0 && body[0] == (byte) 0xEF)) {
      return null;
    }
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      List<Field> fields = new ArrayList<>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        int nameStart = (int) json.currentTokenLocation().getByteOffset();
        json.nextToken();
        int valueStart = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        int valueEnd = (int) json.currentLocation().getByteOffset();
        fields.add(new Field(name, nameStart, valueStart, valueEnd));
      }
      return json.nextToken() == null ? fields : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static boolean isUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// A zero byte would make Jackson guess at UTF-16 or UTF-32.
  private static boolean hasZero(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
