package dev.sluice.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.http.PlainHandler.Answer;
import dev.sluice.server.http.PlainHandler.Body;
import java.util.Map;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers in JSON and other text; nothing between may keep them.
final class JsonAnswer {

  private static final JsonMapper PLAIN =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  private static final Map<String, String> HEADERS = Map.of("cache-control", "no-store");

  private JsonAnswer() {}

  static Answer of(int status, JsonNode json) {
    Body body = new Body("application/json", PLAIN.writeValueAsBytes(json));
    return new Answer(status, body, HEADERS);
  }

  static Answer text(String type, String text) {
    return new Answer(200, new Body(type, text.getBytes(UTF_8)), HEADERS);
  }
}
