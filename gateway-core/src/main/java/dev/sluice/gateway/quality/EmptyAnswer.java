package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/// Nothing was said: no text, no tool call, no refusal. Spoken answers have no text.
final class EmptyAnswer implements Check {

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    boolean silent =
        Prose.visible(answer.content()).isBlank()
            && answer.toolCalls().isEmpty()
            && answer.refusal() == null
            && !x.request().has("audio");
    return silent ? "empty" : null;
  }
}
