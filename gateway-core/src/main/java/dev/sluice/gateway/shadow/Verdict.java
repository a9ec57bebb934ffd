package dev.sluice.gateway.shadow;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What the body of `POST /v1/feedback` says.
sealed interface Verdict {

  /// A verdict about one request.
  ///
  /// @param score 0…1; thumbs up are 1, down 0; of both, the score counts
  record Ok(String requestId, double score) implements Verdict {}

  record Refused(ApiError error) implements Verdict {}

  static Verdict read(byte[] body) {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return refused("We could not parse the JSON body of your request.", null);
    }
    if (!json.isObject()) {
      return refused("The body must be a JSON object.", null);
    }
    String id = text(json.path("request_id"));
    if (id.isEmpty()) {
      return refused("Missing required parameter: 'request_id'.", "request_id");
    }
    JsonNode thumbs = json.path("thumbs");
    JsonNode score = json.path("score");
    if (thumbs.isMissingNode() && score.isMissingNode()) {
      return refused("Missing required parameter: 'thumbs'.", "thumbs");
    }
    if (!thumbs.isMissingNode() && !isThumb(thumbs)) {
      return refused("'thumbs' must be 'up' or 'down'.", "thumbs");
    }
    if (score.isMissingNode()) {
      return new Ok(id, text(thumbs).equals("up") ? 1 : 0);
    }
    double value = score.isNumber() ? score.asDouble() : Double.NaN;
    return value >= 0 && value <= 1
        ? new Ok(id, value)
        : refused("'score' must be a number from 0 to 1.", "score");
  }

  private static boolean isThumb(JsonNode thumbs) {
    String word = text(thumbs);
    return word.equals("up") || word.equals("down");
  }

  /// Empty for what is no text.
  private static String text(JsonNode node) {
    return node.isString() ? node.asString() : "";
  }

  private static Refused refused(String message, @Nullable String param) {
    return new Refused(ApiError.badRequest(message, param, "invalid_value"));
  }
}
