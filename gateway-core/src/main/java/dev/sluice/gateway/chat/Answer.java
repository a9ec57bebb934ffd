package dev.sluice.gateway.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A complete chat answer: what the gate looks at, and the bytes it came in.
///
/// The texts are those of the first choice.
///
/// @param id the provider's own id of the completion, may be empty
/// @param model the model as the provider names it, may be empty
/// @param content empty when the model said nothing
/// @param refusal `message.refusal`, null unless the model declined
/// @param finishReason null when the provider sent none
/// @param choices number of choices in the answer
/// @param usage null when the provider sent none
public record Answer(
    String id,
    String model,
    String content,
    String reasoning,
    @Nullable String refusal,
    @Nullable String finishReason,
    List<ToolCall> toolCalls,
    int choices,
    @Nullable Usage usage,
    AnswerBytes bytes) {

  public Answer {
    toolCalls = List.copyOf(toolCalls);
  }

  public boolean finishedWith(String reason) {
    return reason.equals(finishReason);
  }
}
