package dev.sluice.gateway.chat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads roles and texts out of the `messages` array; everything else in it is skipped.
final class MessageReader {

  private final JsonParser json;

  private MessageReader(JsonParser json) {
    this.json = json;
  }

  /// The messages between two offsets of an already scanned body; odd elements are left out.
  static List<Message> read(byte[] body, int start, int end) {
    try (JsonParser json =
        Json.FACTORY.createParser(ObjectReadContext.empty(), body, start, end - start)) {
      return new MessageReader(json).messages();
    }
  }

  /// Whether [#read] would find any; looks no further than to the first one.
  static boolean hasAny(byte[] body, int start, int end) {
    try (JsonParser json =
        Json.FACTORY.createParser(ObjectReadContext.empty(), body, start, end - start)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        return false;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          return true;
        }
        json.skipChildren();
      }
      return false;
    }
  }

  private List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    if (json.nextToken() != JsonToken.START_ARRAY) {
      return messages;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        messages.add(message());
      } else {
        json.skipChildren();
      }
    }
    return messages;
  }

  private Message message() {
    String role = "";
    Parts parts = new Parts();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("role") && value == JsonToken.VALUE_STRING) {
        role = json.getString();
      } else if (name.equals("content")) {
        content(value, parts);
      } else {
        json.skipChildren();
      }
    }
    return new Message(role, parts.text.toString(), parts.images, parts.audio);
  }

  private void content(JsonToken value, Parts parts) {
    if (value == JsonToken.VALUE_STRING) {
      parts.add(json.getString());
    } else if (value == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          part(parts);
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
  }

  private void part(Parts parts) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING && (name.equals("text") || name.equals("refusal"))) {
        parts.add(json.getString());
      } else {
        parts.count(name);
        json.skipChildren();
      }
    }
  }

  private static final class Parts {
    private final StringBuilder text = new StringBuilder();
    private int images;
    private int audio;

    void add(String piece) {
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      text.append(piece);
    }

    void count(String name) {
      switch (name) {
        case "image_url" -> images++;
        case "input_audio", "file" -> audio++;
        default -> {}
      }
    }
  }
}
