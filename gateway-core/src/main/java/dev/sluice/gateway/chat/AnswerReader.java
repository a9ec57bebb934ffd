package dev.sluice.gateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads a provider's JSON answer.
public final class AnswerReader {

  private AnswerReader() {}

  /// The chat completion in this body; empty when it is none.
  public static Optional<Answer> read(byte[] body) {
    JsonNode root = tree(body);
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Answer(
            root.path("id").asString(""),
            root.path("model").asString(""),
            content(message.path("content")),
            reasoning(message),
            text(message.path("refusal")),
            text(choice.path("finish_reason")),
            toolCalls(message),
            root.path("choices").size(),
            UsageReader.ofAnswer(root),
            new AnswerBytes.Body(body)));
  }

  /// The usage of any JSON answer or event of a stream (chat, completions, embeddings, responses,
  /// …); empty when it has none.
  public static Optional<Usage> usage(byte[] body) {
    return Optional.ofNullable(UsageReader.ofAnswer(tree(body)));
  }

  /// The error in a body that says 200 and means otherwise; empty when there is none.
  public static Optional<ApiError> error(byte[] body) {
    JsonNode error = tree(body).path("error");
    return error.isObject() || error.isString()
        ? Optional.of(ProviderError.read(error))
        : Optional.empty();
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return Json.MAPPER.missingNode();
    }
  }

  /// A string, or the text parts of an array (Mistral also puts `thinking` parts there).
  static String content(JsonNode content) {
    if (content.isString()) {
      return content.asString();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      text.append(part.path("text").asString(""));
    }
    return text.toString();
  }

  /// DeepSeek, Qwen, xAI, Moonshot say `reasoning_content`, Groq says `reasoning`.
  static String reasoning(JsonNode message) {
    JsonNode reasoning = message.path("reasoning_content");
    return reasoning.isString() ? reasoning.asString() : message.path("reasoning").asString("");
  }

  private static List<ToolCall> toolCalls(JsonNode message) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      calls.add(
          new ToolCall(
              call.path("id").asString(""),
              function.path("name").asString(""),
              function.path("arguments").asString("")));
    }
    JsonNode legacy = message.path("function_call");
    if (legacy.isObject()) {
      calls.add(
          new ToolCall(
              "", legacy.path("name").asString(""), legacy.path("arguments").asString("")));
    }
    return calls;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }
}
