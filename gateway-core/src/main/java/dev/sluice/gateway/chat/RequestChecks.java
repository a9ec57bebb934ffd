package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The few things that every request with a JSON body must get right; all else is the provider's.
final class RequestChecks {

  /// Objects that are read here and, the first of them, at the provider too: where both could read
  /// another of two equal keys, neither may.
  private static final List<String> READ_OBJECTS = List.of("stream_options", "sluice");

  /// Bytes of a body whose messages are read at once.
  private static final int MAX_READ = 1 << 20;

  private RequestChecks() {}

  /// The error where a key stands twice at the top, or in an object that is read here.
  static @Nullable ApiError duplicate(ScannedObject object) {
    ApiError error = duplicate(object.fields(), "");
    for (String name : READ_OBJECTS) {
      Field field = error == null ? object.field(name) : null;
      if (field != null && object.kind(name) == '{') {
        error = duplicate(fields(object.json(field)), name + ".");
      }
    }
    return error;
  }

  private static @Nullable ApiError duplicate(List<Field> fields, String prefix) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        String shown = shown(prefix + field.name());
        return ApiError.badRequest(
            "Duplicate field '" + shown + "' in the request body.", shown, "duplicate_parameter");
      }
    }
    return null;
  }

  private static List<Field> fields(String json) {
    try {
      return JsonScanner.scan(json.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      throw new IllegalArgumentException("part of a scanned body", e);
    }
  }

  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

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
    if (!hasMessages(request, messages)) {
      return new Scanned.Refused(
          ApiError.badRequest(
              "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an"
                  + " empty array instead.",
              "messages",
              "empty_array"));
    }
    return new Scanned.Ok(request);
  }

  /// Reads them all where that is cheap, since nearly every request needs them later, and there the
  /// event loop would pay for it. Texts of megabytes, which take several times their size when they
  /// are read, are left to those who need them.
  private static boolean hasMessages(ChatRequest request, Field field) {
    return request.body().length <= MAX_READ
        ? !request.messages().isEmpty()
        : MessageReader.hasAny(request.body(), field.valueStart(), field.valueEnd());
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
