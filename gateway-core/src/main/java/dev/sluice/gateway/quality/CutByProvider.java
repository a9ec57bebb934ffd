package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/// The answer stops in the middle, and not where the client itself wanted it to.
///
/// Without usage the client's own bound, where there is one, gets the blame.
final class CutByProvider implements Check {

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    if (!answer.finishedWith("length")) {
      return null;
    }
    Long bound = x.request().maxTokens();
    Usage usage = answer.usage();
    boolean wanted = bound != null && (usage == null || usage.allOutput() >= bound);
    return wanted ? null : "length";
  }
}
