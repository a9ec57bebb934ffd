package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The events of one model's stream, as a provider writes them.
final class Chunks {

  private static final byte[] DONE = bytes("[DONE]");

  private final String model;
  private final List<byte[]> events = new ArrayList<>();

  Chunks(String model) {
    this.model = model;
    chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  /// Each word an event, with the space before it.
  static Chunks saying(String model, String text) {
    Chunks chunks = new Chunks(model);
    for (String word : text.split("(?= )", -1)) {
      chunks.says(word);
    }
    return chunks;
  }

  Chunks says(String text) {
    return text.isEmpty() ? this : chunk("{\"content\":" + JsonText.quote(text) + "}", "null");
  }

  Chunks thinks(String text) {
    return chunk("{\"reasoning_content\":" + JsonText.quote(text) + "}", "null");
  }

  Chunks finish(String reason) {
    return chunk("{}", JsonText.quote(reason));
  }

  Chunks usage(int output) {
    return raw(
        head()
            + "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d,\"total_tokens\":%d}}"
                .formatted(output, 9 + output));
  }

  Chunks error() {
    return raw(
        "{\"error\":{\"message\":\"overheated\",\"type\":\"server_error\",\"code\":\"hot\"}}");
  }

  Chunks done() {
    events.add(DONE);
    return this;
  }

  List<byte[]> events() {
    return List.copyOf(events);
  }

  private Chunks chunk(String delta, String finish) {
    return raw(
        head()
            + "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finish
            + "}]}");
  }

  private Chunks raw(String json) {
    events.add(bytes(json));
    return this;
  }

  private String head() {
    return "{\"id\":\"id-%s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"%s\","
        .formatted(model, model);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
