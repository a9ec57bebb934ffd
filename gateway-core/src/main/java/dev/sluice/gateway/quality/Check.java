package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/// One way in which an answer can be plainly wrong, whatever it says.
@FunctionalInterface
interface Check {

  /// The reason as the trace shows it, or null where this check has nothing against the answer.
  @Nullable String fails(Exchange x, Answer answer);
}
