package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A provider's error body in OpenAI's shape, whatever shape it came in.
///
/// Read are OpenAI's own, a bare string (`{"error":"…"}`), FastAPI's `detail` (text or a list of
/// complaints), members at the top, and all of these inside a list. HTML and the like keep nothing
/// but the status.
final class ProviderError {

  private static final int LONGEST_MESSAGE = 2_000;
  private static final int LONGEST_BODY = 256 * 1024;

  private ProviderError() {}

  /// The client error with this status; its message is the provider's where there is one.
  static ApiError read(int status, byte @Nullable [] body) {
    JsonNode root = json(body);
    JsonNode first = root.isArray() && !root.isEmpty() ? root.path(0) : root;
    JsonNode nested = first.path("error");
    JsonNode error = nested.isObject() ? nested : first;
    String message = text(error.path("message"));
    if (message == null) {
      message = nested.isString() ? text(nested) : detail(first.path("detail"));
    }
    String type = text(error.path("type"));
    return ApiError.of(
        status,
        message == null ? "The provider refused the request with status " + status + "." : message,
        type == null ? ApiError.INVALID_REQUEST : type,
        text(error.path("param")),
        code(error.path("code")));
  }

  private static JsonNode json(byte @Nullable [] body) {
    if (body == null || body.length == 0 || body.length > LONGEST_BODY) {
      return MissingNode.getInstance();
    }
    try {
      return Json.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static @Nullable String detail(JsonNode detail) {
    if (!detail.isArray()) {
      return text(detail.isObject() ? detail.path("message") : detail);
    }
    StringBuilder complaints = new StringBuilder();
    for (JsonNode complaint : detail) {
      String message = text(complaint.isString() ? complaint : complaint.path("msg"));
      if (message != null) {
        complaints
            .append(complaints.isEmpty() ? "" : "; ")
            .append(place(complaint))
            .append(message);
      }
    }
    return complaints.isEmpty() ? null : cut(complaints.toString());
  }

  private static String place(JsonNode complaint) {
    StringBuilder path = new StringBuilder();
    for (JsonNode part : complaint.path("loc")) {
      path.append(path.isEmpty() ? "" : ".").append(part.asString(""));
    }
    return path.isEmpty() ? "" : path + ": ";
  }

  /// SDKs need a string; some providers send the status as a number.
  private static @Nullable String code(JsonNode code) {
    return code.isNumber() ? code.asString() : text(code);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() && !node.asString().isBlank() ? cut(node.asString()) : null;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }
}
