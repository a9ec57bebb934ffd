package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.AnswerBytes;
import dev.sluice.gateway.chat.ToolCall;
import dev.sluice.gateway.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers as a model could have given them.
public final class Answers {

  private Answers() {}

  public static Answer said(String content) {
    return of(content, "stop", null, List.of(), null);
  }

  public static Answer refused(String refusal) {
    return of("", "stop", refusal, List.of(), null);
  }

  public static Answer called(ToolCall... calls) {
    return of("", "tool_calls", null, List.of(calls), null);
  }

  public static Answer finished(String content, String reason, @Nullable Usage usage) {
    return of(content, reason, null, List.of(), usage);
  }

  private static Answer of(
      String content,
      String reason,
      @Nullable String refusal,
      List<ToolCall> calls,
      @Nullable Usage usage) {
    return new Answer(
        "id",
        "m",
        content,
        "",
        refusal,
        reason,
        calls,
        1,
        usage,
        new AnswerBytes.Body(content.getBytes(StandardCharsets.UTF_8)));
  }
}
