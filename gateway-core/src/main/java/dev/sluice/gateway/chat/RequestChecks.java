package dev.sluice.gateway.chat;

/// The few things that every request with a JSON body must get right; all else is the provider's.
final class RequestChecks {

  private RequestChecks() {}

  static Scanned checked(ChatRequest request) {
    Field model = request.field("model");
    if (model != null && !isOneOf(request, model, "\"n")) {
      return wrongType(request, model, "model", "a string");
    }
    if (request.model().isEmpty()) {
      return new Scanned.Refused(
          ApiError.badRequest("you must provide a model parameter", null, null));
    }
    Field stream = request.field("stream");
    if (stream != null && !isOneOf(request, stream, "tfn")) {
      return wrongType(request, stream, "stream", "a boolean");
    }
    return new Scanned.Ok(request);
  }

  /// What a chat request needs beyond that: a non-empty array of messages.
  static Scanned checkedChat(ChatRequest request) {
    Field messages = request.field("messages");
    if (messages == null) {
      return new Scanned.Refused(
          ApiError.badRequest(
              "Missing required parameter: 'messages'.", "messages", "missing_required_parameter"));
    }
    if (request.body()[messages.valueStart()] != '[') {
      return wrongType(request, messages, "messages", "an array of objects");
    }
    if (request.messages().isEmpty()) {
      return new Scanned.Refused(
          ApiError.badRequest(
              "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an"
                  + " empty array instead.",
              "messages",
              "empty_array"));
    }
    return new Scanned.Ok(request);
  }

  private static boolean isOneOf(ChatRequest request, Field field, String firstBytes) {
    return firstBytes.indexOf(request.body()[field.valueStart()]) >= 0;
  }

  private static Scanned wrongType(ChatRequest request, Field field, String name, String expected) {
    String message =
        "Invalid type for '%s': expected %s, but got %s instead."
            .formatted(name, expected, typeOf(request.body(), field));
    return new Scanned.Refused(ApiError.badRequest(message, name, "invalid_type"));
  }

  private static String typeOf(byte[] body, Field field) {
    return switch (body[field.valueStart()]) {
      case '"' -> "a string";
      case '{' -> "an object";
      case '[' -> "an array";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> isDecimal(body, field) ? "a decimal number" : "an integer";
    };
  }

  private static boolean isDecimal(byte[] body, Field field) {
    for (int i = field.valueStart(); i < field.valueEnd(); i++) {
      if (body[i] == '.' || body[i] == 'e' || body[i] == 'E') {
        return true;
      }
    }
    return false;
  }
}
