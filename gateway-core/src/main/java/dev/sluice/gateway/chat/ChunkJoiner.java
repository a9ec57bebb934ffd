package dev.sluice.gateway.chat;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Joins the chunks of a stream into the JSON body that the same answer would have been.
///
/// Strings of a delta are concatenated, lists appended, objects joined member by member, tool calls
/// by their index; anything else keeps its last value. Unknown fields of a delta survive.
final class ChunkJoiner {

  /// Strings that are said whole each time.
  private static final Set<String> WHOLE = Set.of("role", "id", "type", "format");

  private final ObjectNode root = Json.MAPPER.createObjectNode();
  private final Map<Integer, Choice> choices = new TreeMap<>();

  /// One choice, and its tool calls by their index, whatever number the provider starts at.
  private static final class Choice {
    private final ObjectNode node = Json.MAPPER.createObjectNode();
    private final ObjectNode message;
    private final NavigableMap<Integer, ObjectNode> calls = new TreeMap<>();

    Choice(int index) {
      node.put("index", index);
      message = node.putObject("message");
      message.put("role", "assistant");
      message.putNull("content");
      node.putNull("finish_reason");
    }
  }

  private ChunkJoiner() {}

  static byte[] join(List<byte[]> payloads) {
    ChunkJoiner joiner = new ChunkJoiner();
    for (byte[] payload : payloads) {
      joiner.add(Json.MAPPER.readTree(payload));
    }
    return Json.bytes(joiner.result());
  }

  private void add(JsonNode chunk) {
    chunk
        .propertyStream()
        .filter(p -> !p.getKey().equals("choices") && !p.getKey().equals("obfuscation"))
        .filter(p -> !p.getValue().isNull() || !root.has(p.getKey()))
        .forEach(p -> root.set(p.getKey(), p.getValue()));
    for (JsonNode choice : chunk.path("choices")) {
      add(choices.computeIfAbsent(choice.path("index").asInt(0), Choice::new), choice);
    }
  }

  private static void add(Choice joined, JsonNode choice) {
    choice.path("delta").propertyStream().forEach(p -> add(joined, p.getKey(), p.getValue()));
    if (choice.path("finish_reason").isString()) {
      joined.node.set("finish_reason", choice.path("finish_reason"));
    }
    if (choice.has("logprobs")) {
      merge(joined.node, "logprobs", choice.path("logprobs"));
    }
  }

  private static void add(Choice joined, String name, JsonNode piece) {
    if (name.equals("tool_calls") && piece.isArray()) {
      piece.forEach(call -> addToolCall(joined.calls, call));
    } else {
      merge(joined.message, name, piece);
    }
  }

  /// Where a provider sends no index, an id begins the next call.
  private static void addToolCall(NavigableMap<Integer, ObjectNode> calls, JsonNode piece) {
    int last = calls.isEmpty() ? 0 : calls.lastKey();
    boolean begins = !calls.isEmpty() && !piece.path("id").asString("").isEmpty();
    int index = piece.path("index").asInt(begins ? last + 1 : last);
    ObjectNode call = calls.computeIfAbsent(index, i -> Json.MAPPER.createObjectNode());
    piece
        .propertyStream()
        .filter(p -> !p.getKey().equals("index"))
        .filter(p -> call.path(p.getKey()).isMissingNode() || p.getKey().equals("function"))
        .forEach(p -> merge(call, p.getKey(), p.getValue()));
  }

  private static void merge(ObjectNode into, String name, JsonNode piece) {
    JsonNode before = into.path(name);
    if (before.isMissingNode() || before.isNull()) {
      into.set(name, piece.deepCopy());
    } else if (piece.isObject() && before instanceof ObjectNode object) {
      piece.propertyStream().forEach(p -> merge(object, p.getKey(), p.getValue()));
    } else if (before.isString() && piece.isString()) {
      boolean whole = WHOLE.contains(name);
      into.put(name, whole ? piece.asString() : before.asString() + piece.asString());
    } else if (before.isArray() || piece.isArray()) {
      ArrayNode parts = Json.MAPPER.createArrayNode();
      addParts(parts, before);
      addParts(parts, piece);
      into.set(name, parts);
    } else if (!piece.isNull()) {
      into.set(name, piece);
    }
  }

  /// Mistral sends some pieces of a content as a string and some as lists of parts.
  private static void addParts(ArrayNode parts, JsonNode piece) {
    if (piece.isArray()) {
      piece.forEach(parts::add);
    } else if (piece.isString() && !piece.asString().isEmpty()) {
      parts.addObject().put("type", "text").put("text", piece.asString());
    }
  }

  private ObjectNode result() {
    root.put("object", "chat.completion");
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (Choice choice : choices.values()) {
      if (!choice.calls.isEmpty()) {
        choice.message.putArray("tool_calls").addAll(choice.calls.values());
      }
      all.add(choice.node);
    }
    root.set("choices", all);
    JsonNode usage = root.path("usage");
    root.remove("usage");
    if (usage.isObject()) {
      root.set("usage", usage);
    }
    return root;
  }
}
