package dev.sluice.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an SDK's objects hold after it read one recorded answer, directly and through Sluice.
///
/// An outcome is `{"answer": …}` for a whole answer. For a stream it is `{"chunks": […]}`, with
/// `"error"` where reading it ended in one, and for chat `"choices"`: what the SDK's own
/// accumulator made of the chunks, or the error that it raised.
///
/// @param body the recorded answer
/// @param usage whether usage was asked for
record Reading(String body, boolean usage, JsonNode direct, JsonNode through) {

  /// Checks that both are the same but for the documented edits to a stream. An accumulator that
  /// stumbles over usage which nobody asked for may get on without it.
  void assertSame() {
    assertThat(through.path("error")).as("%s", this).isEqualTo(direct.path("error"));
    if (!direct.path("choices").isString() || usage) {
      assertThat(through.path("choices")).as("%s", this).isEqualTo(direct.path("choices"));
    }
    assertThat(through.path("answer")).as("%s", this).isEqualTo(direct.path("answer"));
    if (direct.has("chunks")) {
      assertThat(seen()).as("%s", this).isEqualTo(expected());
    }
  }

  /// Whether the SDK read it to its end.
  boolean isWhole() {
    return !direct.has("error");
  }

  /// Whether the SDK's accumulator, where there is one, made an answer of it.
  boolean isAccumulated() {
    return !through.path("choices").isString();
  }

  private List<JsonNode> expected() {
    return isChat()
        ? direct.path("chunks").valueStream().filter(this::isShown).map(this::mended).toList()
        : direct.path("chunks").valueStream().toList();
  }

  private List<JsonNode> seen() {
    List<JsonNode> chunks = new ArrayList<>();
    for (JsonNode chunk : through.path("chunks")) {
      JsonNode copy = chunk.deepCopy();
      if (isChat() && copy.path("usage") instanceof ObjectNode told) {
        assertThat(told.remove("cost")).as("%s: cost", this).isNotNull();
        assertThat(told.remove("cost_details")).as("%s: cost_details", this).isNotNull();
      }
      chunks.add(copy);
    }
    return chunks;
  }

  private boolean isChat() {
    return direct.has("choices");
  }

  /// Left out: Azure's first chunk, and a chunk of nothing but usage that nobody asked for.
  private boolean isShown(JsonNode chunk) {
    if (!chunk.path("choices").isEmpty()) {
      return true;
    }
    return chunk.path("usage").isObject() ? usage : !chunk.path("id").asString("").isEmpty();
  }

  private JsonNode mended(JsonNode chunk) {
    ObjectNode copy = (ObjectNode) chunk.deepCopy();
    if (copy.path("error").isNull()) {
      copy.remove("error");
    }
    if (!usage) {
      copy.remove("usage");
    }
    return copy;
  }

  @Override
  public String toString() {
    return body + (usage ? ", usage asked for" : "");
  }
}
