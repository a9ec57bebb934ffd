package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.fixtures.Fault;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a provider says, byte for byte.
final class Said {

  static final String DONE = "data: [DONE]\n\n";

  /// 10 tokens in, 20 out, at 2.5 and 10 USD per million.
  static final String USAGE = "{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30}";

  /// What [#USAGE] costs with the model `openai`.
  static final String COST = "0.000225000";

  static final String FIRST = chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}");
  static final String HELLO = chunk("{\"content\":\"Hello\"}");
  static final String STOP = finish("stop");

  private Said() {}

  /// A JSON body.
  static Fault json(String body) {
    return Fault.rawBody(body.getBytes(UTF_8), "application/json");
  }

  /// The bytes of a stream, sent at once.
  static Fault stream(String raw) {
    return stream(raw, raw.getBytes(UTF_8).length);
  }

  /// The bytes of a stream in chunks of this size.
  static Fault stream(String raw, int chunkSize) {
    return Fault.rawBody(raw.getBytes(UTF_8), "text/event-stream", chunkSize);
  }

  static String event(String payload) {
    return "data: " + payload + "\n\n";
  }

  static String events(List<String> payloads) {
    return payloads.stream().map(Said::event).collect(Collectors.joining());
  }

  static String events(String... payloads) {
    return events(Stream.of(payloads).toList());
  }

  /// A chunk whose one choice has this delta.
  static String chunk(String delta) {
    return chunk(0, delta, "null");
  }

  static String chunk(int index, String delta, String finish) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
        + "\"model\":\"gpt-z-2026\",\"choices\":[{\"index\":"
        + index
        + ",\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]}";
  }

  /// The last chunk of the first choice.
  static String finish(String reason) {
    return chunk(0, "{}", "\"" + reason + "\"");
  }

  /// The chunk that tells usage and has no choices.
  static String usageChunk(String usage) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
        + "\"model\":\"gpt-z-2026\",\"choices\":[],\"usage\":"
        + usage
        + "}";
  }

  /// A whole completion around this message.
  static String completion(String message, String finish) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,"
        + "\"model\":\"gpt-z-2026\",\"choices\":[{\"index\":0,\"message\":"
        + message
        + ",\"logprobs\":null,\"finish_reason\":\""
        + finish
        + "\"}],\"usage\":"
        + USAGE
        + "}";
  }
}
