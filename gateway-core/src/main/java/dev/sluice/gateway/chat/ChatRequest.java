package dev.sluice.gateway.chat;

import dev.sluice.gateway.chat.Scanned.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request body that was scanned, not bound: the client's own bytes and where its fields stand.
///
/// Also used for embeddings and legacy completions, which have no messages. Messages are read only
/// when someone asks for them, so that a request for an explicit model never pays for it. Immutable
/// after construction but for that memo; the body is owned by the request and never written to.
public final class ChatRequest {

  private final ScannedObject object;
  private final String model;
  private @Nullable List<Message> messages;

  private ChatRequest(ScannedObject object) {
    this.object = object;
    String name = object.string("model");
    this.model = name == null ? "" : name;
  }

  /// Scans a body; what is wrong with it comes back as the error to answer.
  public static Scanned scan(byte[] body) {
    ScannedObject object;
    try {
      object = ScannedObject.of(body);
    } catch (MalformedJson e) {
      return new Refused(
          ApiError.badRequest(
              "We could not parse the JSON body of your request. (HINT: This likely means you"
                  + " aren't using your HTTP library correctly. The API expects a JSON payload: "
                  + e.getMessage()
                  + ".)",
              null,
              null));
    }
    ApiError duplicate = RequestChecks.duplicate(object);
    if (duplicate != null) {
      return new Refused(duplicate);
    }
    return RequestChecks.checked(new ChatRequest(object));
  }

  /// Scans the body of a chat request, which must carry messages too.
  public static Scanned scanChat(byte[] body) {
    return switch (scan(body)) {
      case Scanned.Ok ok -> RequestChecks.checkedChat(ok.request());
      case Refused refused -> refused;
    };
  }

  /// The client's bytes; callers must not write to them.
  public byte[] body() {
    return object.bytes();
  }

  ScannedObject object() {
    return object;
  }

  /// The top-level fields in the client's order.
  public List<Field> fields() {
    return object.fields();
  }

  public @Nullable Field field(String name) {
    return object.field(name);
  }

  /// Whether the field is there and not null.
  public boolean has(String name) {
    return object.has(name);
  }

  /// The value's own JSON text, or null where the field is absent.
  public @Nullable String json(String name) {
    Field field = field(name);
    return field == null ? null : object.json(field);
  }

  /// The string value, or null where the field is absent or no string.
  public @Nullable String string(String name) {
    return object.string(name);
  }

  /// The whole number, or null where the field is absent or no integer that fits.
  public @Nullable Long integer(String name) {
    Field field = field(name);
    if (field == null || field.valueEnd() - field.valueStart() > 19) {
      return null;
    }
    try {
      return Long.valueOf(object.json(field));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  public boolean isTrue(String name) {
    return object.kind(name) == 't';
  }

  /// The model asked for; never empty.
  public String model() {
    return model;
  }

  public boolean stream() {
    return isTrue("stream");
  }

  /// Whether the client asked for the usage chunk of its stream.
  public boolean includeUsage() {
    String options = json("stream_options");
    return options != null && StreamOptions.includesUsage(options);
  }

  /// The client's own bound on the answer, `max_completion_tokens` before `max_tokens`, or null.
  public @Nullable Long maxTokens() {
    Long completion = integer("max_completion_tokens");
    return completion != null ? completion : integer("max_tokens");
  }

  public boolean hasTools() {
    return has("tools") || has("functions");
  }

  /// How many answers are asked for.
  public long choices() {
    Long n = integer("n");
    return n == null ? 1 : n;
  }

  /// The messages; read on the first call, which must not be on an event loop for large bodies.
  public List<Message> messages() {
    List<Message> read = messages;
    if (read == null) {
      Field field = field("messages");
      read =
          field == null
              ? List.of()
              : List.copyOf(MessageReader.read(body(), field.valueStart(), field.valueEnd()));
      messages = read;
    }
    return read;
  }

  /// The text of the last user message, or the empty string.
  public String lastUserText() {
    List<Message> all = messages();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).isUser()) {
        return all.get(i).text();
      }
    }
    return "";
  }

  /// All system and developer texts, joined by a blank line.
  public String systemText() {
    StringBuilder text = new StringBuilder();
    for (Message message : messages()) {
      if (message.isSystem()) {
        text.append(text.isEmpty() ? "" : "\n\n").append(message.text());
      }
    }
    return text.toString();
  }

  public int userTurns() {
    return (int) messages().stream().filter(Message::isUser).count();
  }

  public boolean hasImages() {
    return messages().stream().anyMatch(m -> m.images() > 0);
  }

  public boolean hasAudio() {
    return has("audio") || messages().stream().anyMatch(m -> m.audio() > 0);
  }
}
