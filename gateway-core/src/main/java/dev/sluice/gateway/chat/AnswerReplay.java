package dev.sluice.gateway.chat;

import dev.sluice.gateway.chat.StreamFold.Piece;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A complete answer in the form that was asked for, whichever form it came in.
public final class AnswerReplay {

  private AnswerReplay() {}

  /// As the payloads of a stream, without `[DONE]`.
  ///
  /// @param usage whether the client asked for the usage chunk; it is then the last one
  public static List<byte[]> events(Answer answer, boolean usage) {
    return switch (answer.bytes()) {
      case AnswerBytes.Body body -> chunks(body.json(), usage);
      case AnswerBytes.Events events -> again(events.payloads(), usage);
    };
  }

  /// As one JSON body.
  public static byte[] body(Answer answer) {
    return switch (answer.bytes()) {
      case AnswerBytes.Body body -> body.json();
      case AnswerBytes.Events events -> ChunkJoiner.join(events.payloads());
    };
  }

  private static List<byte[]> again(List<byte[]> payloads, boolean usage) {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(usage, null, false));
    List<byte[]> events = new ArrayList<>(payloads.size());
    for (byte[] payload : payloads) {
      switch (fold.accept(payload)) {
        case Piece.Pass pass -> events.add(pass.payload());
        case Piece.UsageTail tail -> events.add(tail.payload());
        case Piece.Drop drop -> {}
        case Piece.Done done -> {}
        case Piece.Broken broken -> throw new IllegalStateException("a broken stream was kept");
      }
    }
    return events;
  }

  /// Role first, then each message whole, then the finish reasons, then usage.
  private static List<byte[]> chunks(byte[] body, boolean usage) {
    JsonNode root = Json.MAPPER.readTree(body);
    List<byte[]> events = new ArrayList<>();
    for (JsonNode choice : root.path("choices")) {
      events.add(chunk(root, choiceWith(choice, delta(choice.path("message")), false)));
    }
    for (JsonNode choice : root.path("choices")) {
      events.add(chunk(root, choiceWith(choice, Json.MAPPER.createObjectNode(), true)));
    }
    if (usage && root.path("usage").isObject()) {
      ObjectNode last = head(root);
      last.putArray("choices");
      last.set("usage", root.path("usage"));
      events.add(Json.bytes(last));
    }
    return events;
  }

  private static byte[] chunk(JsonNode root, ObjectNode choice) {
    ObjectNode chunk = head(root);
    ArrayNode choices = chunk.putArray("choices");
    choices.add(choice);
    return Json.bytes(chunk);
  }

  /// Everything of the body but its choices and usage, as a chunk says it.
  private static ObjectNode head(JsonNode root) {
    ObjectNode head = Json.MAPPER.createObjectNode();
    root.propertyStream()
        .filter(p -> !p.getKey().equals("choices") && !p.getKey().equals("usage"))
        .forEach(p -> head.set(p.getKey(), p.getValue()));
    head.put("object", "chat.completion.chunk");
    return head;
  }

  private static ObjectNode delta(JsonNode message) {
    ObjectNode delta = Json.MAPPER.createObjectNode();
    message.propertyStream().forEach(p -> delta.set(p.getKey(), p.getValue()));
    if (message.path("tool_calls").isArray()) {
      ArrayNode calls = delta.putArray("tool_calls");
      for (JsonNode call : message.path("tool_calls")) {
        ObjectNode indexed = Json.MAPPER.createObjectNode();
        indexed.put("index", calls.size());
        call.propertyStream().forEach(p -> indexed.set(p.getKey(), p.getValue()));
        calls.add(indexed);
      }
    }
    return delta;
  }

  private static ObjectNode choiceWith(JsonNode choice, ObjectNode delta, boolean last) {
    ObjectNode chunk = Json.MAPPER.createObjectNode();
    chunk.put("index", choice.path("index").asInt(0));
    chunk.set("delta", delta);
    if (!last && choice.has("logprobs")) {
      chunk.set("logprobs", choice.path("logprobs"));
    }
    chunk.set("finish_reason", last ? choice.path("finish_reason") : Json.MAPPER.nullNode());
    return chunk;
  }
}
