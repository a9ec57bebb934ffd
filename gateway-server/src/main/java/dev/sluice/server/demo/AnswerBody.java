package dev.sluice.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.Usage;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of an answer, read to its end: a JSON object, or the events of a stream.
///
/// @param last the object; of a stream, the last event that carries usage
/// @param failure what the body says went wrong; empty when it is whole
record AnswerBody(String last, String failure) {

  static AnswerBody json(int status, String body) {
    if (status == 200) {
      return new AnswerBody(body, tree(body).isObject() ? "" : "no JSON object");
    }
    String message = tree(body).path("error").path("message").asString("");
    return new AnswerBody(body, "status " + status + (message.isEmpty() ? "" : ": " + message));
  }

  static AnswerBody events(String body) {
    String last = "";
    String failure = "the stream ended without [DONE]";
    for (String line : body.lines().toList()) {
      String event = line.startsWith("data:") ? line.substring("data:".length()).strip() : "";
      if (event.equals("[DONE]")) {
        return new AnswerBody(last, "");
      }
      if (event.startsWith("{\"error\"")) {
        failure = tree(event).path("error").path("message").asString("error");
      } else if (event.contains("\"usage\":{")) {
        last = event;
      }
    }
    return new AnswerBody(last, failure);
  }

  /// The usage object, or a missing node.
  JsonNode usageNode() {
    return tree(last).path("usage");
  }

  Optional<Usage> usage() {
    return AnswerReader.usage(last.getBytes(UTF_8));
  }

  private static JsonNode tree(String json) {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      return JsonMapper.shared().missingNode();
    }
  }
}
