package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/// The model says that it cannot, where another one perhaps can.
final class InabilityRefusal implements Check {

  @Override
  public @Nullable String fails(Exchange x, Answer answer) {
    return Declining.of(answer) == Declining.INABILITY ? "refusal" : null;
  }
}
