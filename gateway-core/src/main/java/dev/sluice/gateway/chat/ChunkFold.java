package dev.sluice.gateway.chat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// What the choices of a stream's chunks add up to.
///
/// Reads chat deltas and legacy `text` chunks with a streaming parser; keeps texts only when told
/// to.
final class ChunkFold {

  private boolean keep;
  private final BitSet seen = new BitSet();
  private final BitSet ended = new BitSet();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final NavigableMap<Integer, ToolDraft> tools = new TreeMap<>();
  private @Nullable String finishReason;
  private boolean chat;
  private String id = "";
  private String model = "";
  private long textChars;

  private static final class ToolDraft {
    private int index = -1;
    private String id = "";
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
  }

  ChunkFold(boolean keep) {
    this.keep = keep;
  }

  void stopKeeping() {
    keep = false;
    content.setLength(0);
    reasoning.setLength(0);
    refusal.setLength(0);
    tools.clear();
  }

  /// Takes one chunk.
  ///
  /// @return how many choices it has
  int accept(ScannedObject chunk) {
    remember(chunk);
    Field field = chunk.field("choices");
    if (field == null || chunk.kind("choices") != '[') {
      return 0;
    }
    try (JsonParser json =
        Json.FACTORY.createParser(
            ObjectReadContext.empty(),
            chunk.bytes(),
            field.valueStart(),
            field.valueEnd() - field.valueStart())) {
      return choices(json);
    }
  }

  /// Whether each choice so far got its finish reason.
  boolean finished() {
    return !seen.isEmpty() && ended.cardinality() == seen.cardinality();
  }

  /// How many choices came so far.
  int count() {
    return seen.cardinality();
  }

  boolean isChat() {
    return chat;
  }

  long textChars() {
    return textChars;
  }

  Answer answer(@Nullable Usage usage, AnswerBytes bytes) {
    List<ToolCall> calls = new ArrayList<>();
    for (ToolDraft draft : tools.values()) {
      calls.add(new ToolCall(draft.id, draft.name.toString(), draft.arguments.toString()));
    }
    return new Answer(
        id,
        model,
        content.toString(),
        reasoning.toString(),
        refusal.isEmpty() ? null : refusal.toString(),
        finishReason,
        calls,
        count(),
        usage,
        bytes);
  }

  private void remember(ScannedObject chunk) {
    if (keep && id.isEmpty()) {
      String chunkId = chunk.string("id");
      String chunkModel = chunk.string("model");
      id = chunkId == null ? "" : chunkId;
      model = chunkModel == null ? "" : chunkModel;
    }
  }

  private int choices(JsonParser json) {
    int count = 0;
    json.nextToken();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      choice(json, count);
      count++;
    }
    return count;
  }

  /// The index may stand behind the delta, as at Azure; so a delta is taken first and taken back
  /// when it turns out to be another choice's.
  private void choice(JsonParser json, int position) {
    int index = position;
    String finish = null;
    int contentBefore = content.length();
    int reasoningBefore = reasoning.length();
    int refusalBefore = refusal.length();
    List<ToolDraft> pieces = new ArrayList<>(0);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "index" -> index = value == JsonToken.VALUE_NUMBER_INT ? bounded(json) : index;
        case "finish_reason" -> finish = text(json, value);
        case "delta", "message" -> {
          chat = true;
          delta(json, value, pieces);
        }
        case "text" -> add(content, json, value);
        default -> json.skipChildren();
      }
    }
    if (index == 0) {
      pieces.forEach(this::merge);
    } else {
      content.setLength(contentBefore);
      reasoning.setLength(reasoningBefore);
      refusal.setLength(refusalBefore);
    }
    seen.set(index);
    if (finish != null) {
      ended.set(index);
      finishReason = (index == 0 || finishReason == null) ? finish : finishReason;
    }
  }

  /// Choices are few; an index beyond that is a provider's slip and must not size a bit set.
  private static int bounded(JsonParser json) {
    String index = json.getString();
    return index.length() <= 3 && index.charAt(0) != '-' ? Integer.parseInt(index) : 1000;
  }

  private void delta(JsonParser json, JsonToken start, List<ToolDraft> pieces) {
    if (start != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "content" -> content(json, value);
        case "reasoning_content", "reasoning" -> add(reasoning, json, value);
        case "refusal" -> add(refusal, json, value);
        case "tool_calls" -> toolCalls(json, value, pieces);
        case "function_call" -> functionCall(json, value, pieces);
        default -> json.skipChildren();
      }
    }
  }

  /// A string, or Mistral's array of parts.
  private void content(JsonParser json, JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      add(content, json, value);
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isText = json.currentName().equals("text");
        JsonToken part = json.nextToken();
        if (isText) {
          add(content, json, part);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private void toolCalls(JsonParser json, JsonToken start, List<ToolDraft> pieces) {
    if (start != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      toolCall(json, pieces);
    }
  }

  private void toolCall(JsonParser json, List<ToolDraft> pieces) {
    ToolDraft piece = new ToolDraft();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "index" -> piece.index = value == JsonToken.VALUE_NUMBER_INT ? bounded(json) : -1;
        case "id" -> piece.id = value == JsonToken.VALUE_STRING ? json.getString() : "";
        case "function" -> function(json, value, piece);
        default -> json.skipChildren();
      }
    }
    textChars += piece.arguments.length();
    pieces.add(piece);
  }

  /// The legacy form of a single call.
  private void functionCall(JsonParser json, JsonToken start, List<ToolDraft> pieces) {
    ToolDraft piece = new ToolDraft();
    function(json, start, piece);
    if (start == JsonToken.START_OBJECT) {
      textChars += piece.arguments.length();
      pieces.add(piece);
    }
  }

  /// Where a provider sends no index, an id begins the next call.
  private void merge(ToolDraft piece) {
    if (!keep) {
      return;
    }
    int last = tools.isEmpty() ? 0 : tools.lastKey();
    int next = piece.id.isEmpty() || tools.isEmpty() ? last : last + 1;
    ToolDraft draft =
        tools.computeIfAbsent(piece.index < 0 ? next : piece.index, i -> new ToolDraft());
    draft.id = draft.id.isEmpty() ? piece.id : draft.id;
    draft.name.append(piece.name);
    draft.arguments.append(piece.arguments);
  }

  private static void function(JsonParser json, JsonToken start, ToolDraft piece) {
    if (start != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      String text = text(json, value);
      if (text != null && name.equals("name")) {
        piece.name.append(text);
      } else if (text != null && name.equals("arguments")) {
        piece.arguments.append(text);
      }
    }
  }

  private void add(StringBuilder to, JsonParser json, JsonToken value) {
    String text = text(json, value);
    if (text != null) {
      textChars += text.length();
      if (keep) {
        to.append(text);
      }
    }
  }

  private static @Nullable String text(JsonParser json, JsonToken value) {
    if (value == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    json.skipChildren();
    return null;
  }
}
