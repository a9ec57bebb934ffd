package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Json;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reading JSON that a model wrote, which may be none.
final class Parsed {

  private static final int LONGEST = 4 << 20;

  private Parsed() {}

  /// The one JSON value that the text consists of; nothing before it, nothing after.
  static Optional<JsonNode> json(String text) {
    if (text.isBlank() || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// The same for an object or array that may stand in a code fence.
  static Optional<JsonNode> container(String text) {
    String bare = text.strip();
    if (bare.startsWith("```") && bare.endsWith("```") && bare.indexOf('\n') > 0) {
      bare = bare.substring(bare.indexOf('\n') + 1, bare.length() - 3).strip();
    }
    return bare.startsWith("{") || bare.startsWith("[") ? json(bare) : Optional.empty();
  }
}
