package dev.sluice.server.e2e;

import dev.sluice.gateway.chat.JsonText;

/// Bodies of chat requests.
public final class Chats {

  public static final String QUESTION = "What is the capital of France?";

  private Chats() {}

  public static String of(String model, String text) {
    return of(model, text, "");
  }

  /// One user turn.
  ///
  /// @param more further members, each with a comma before it
  public static String of(String model, String text, String more) {
    return "{\"model\":"
        + JsonText.quote(model)
        + ",\"messages\":[{\"role\":\"user\",\"content\":"
        + JsonText.quote(text)
        + "}]"
        + more
        + "}";
  }

  public static String stream(String model, String text) {
    return of(model, text, ",\"stream\":true");
  }

  public static String streamWithUsage(String model, String text) {
    return of(model, text, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
  }
}
