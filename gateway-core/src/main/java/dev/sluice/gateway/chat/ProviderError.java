package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads the many ways in which providers spell an error.
public final class ProviderError {

  private static final int MAX_MESSAGE = 2000;

  private ProviderError() {}

  /// The error of a body with an error status: `{"error":{…}}`, `{"error":"…"}`, `{"detail":…}`,
  /// vLLM's flat object, or no JSON at all. The answer has all four fields and the given status.
  public static ApiError read(int status, byte[] body) {
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      root = Json.MAPPER.missingNode();
    }
    JsonNode node = root.has("error") ? root.path("error") : root;
    ApiError error = read(node);
    boolean clients = status < 500 && !node.path("type").isString();
    String type = clients ? ApiError.INVALID_REQUEST : error.type();
    String message = error.message();
    if (message.isEmpty()) {
      message = plainText(root, body, status);
    }
    return ApiError.of(status, message, type, error.param(), error.code());
  }

  /// The error object itself, as it also comes in the middle of a stream.
  static ApiError read(JsonNode error) {
    if (error.isString()) {
      return ApiError.of(500, cut(error.asString()), ApiError.SERVER_ERROR, null, null);
    }
    return ApiError.of(
        500,
        cut(error.path("message").asString("")),
        error.path("type").asString(ApiError.SERVER_ERROR),
        text(error.path("param")),
        text(error.path("code")));
  }

  private static String plainText(JsonNode root, byte[] body, int status) {
    if (root.has("detail")) {
      JsonNode detail = root.path("detail");
      return cut(detail.isString() ? detail.asString() : detail.toString());
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    boolean readable = !text.isEmpty() && !text.startsWith("<") && !text.startsWith("{");
    return readable ? cut(text) : "The provider answered with status " + status + ".";
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() || node.isNumber() ? node.asString() : null;
  }

  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
