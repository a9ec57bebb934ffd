package dev.sluice.gateway.chat;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// The JSON text of an error: `{"error":{"message","type","param","code"}}`, all four keys always.
final class ErrorBody {

  private ErrorBody() {}

  static byte[] write(ApiError error) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeName("error");
      json.writeStartObject();
      json.writeStringProperty("message", error.message());
      json.writeStringProperty("type", error.type());
      writeNullable(json, "param", error.param());
      writeNullable(json, "code", error.code());
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void writeNullable(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }
}
