package dev.sluice.gateway.chat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// The vectors of an answer to an embeddings request, brought into the form that was asked for.
///
/// The SDKs of OpenAI ask for base64 unless told otherwise; many providers do not know it and send
/// numbers. Only the vectors are touched, every byte between them stays.
public final class EmbeddingVectors {

  private final JsonParser json;
  private final BodyEdit edit;

  private EmbeddingVectors(JsonParser json, BodyEdit edit) {
    this.json = json;
    this.edit = edit;
  }

  /// The answer with each vector of numbers as base64 of its little-endian `float`s; the same array
  /// where there is none, or where it cannot be read. Linear in the length, so not for event loops.
  public static byte[] inBase64(byte[] answer) {
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), answer)) {
      BodyEdit edit = BodyEdit.of(ScannedObject.of(answer));
      new EmbeddingVectors(json, edit).answer();
      return edit.apply();
    } catch (MalformedJson | JacksonException e) {
      return answer; // nothing of ours to mend
    }
  }

  private void answer() {
    json.nextToken();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean data = json.currentName().equals("data");
      if (json.nextToken() == JsonToken.START_ARRAY && data) {
        entries();
      } else {
        json.skipChildren();
      }
    }
  }

  private void entries() {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        entry();
      } else {
        json.skipChildren();
      }
    }
  }

  private void entry() {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean embedding = json.currentName().equals("embedding");
      if (json.nextToken() == JsonToken.START_ARRAY && embedding) {
        int start = (int) json.currentTokenLocation().getByteOffset();
        ByteBuffer floats = vector();
        int end = (int) json.currentLocation().getByteOffset();
        if (floats != null) {
          edit.replace(start, end, '"' + base64(floats) + '"');
        }
      } else {
        json.skipChildren();
      }
    }
  }

  /// The numbers up to the end of the array; null where there is anything else in it.
  private @Nullable ByteBuffer vector() {
    byte[] bytes = new byte[4 * 1536];
    int size = 0;
    boolean pure = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isNumeric()) {
        pure = false;
        json.skipChildren();
        continue;
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, size * 2);
      }
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putFloat(size, Float.parseFloat(json.getString()));
      size += Float.BYTES;
    }
    return pure ? ByteBuffer.wrap(bytes, 0, size) : null;
  }

  private static String base64(ByteBuffer floats) {
    return new String(Base64.getEncoder().encode(floats).array(), StandardCharsets.ISO_8859_1);
  }
}
