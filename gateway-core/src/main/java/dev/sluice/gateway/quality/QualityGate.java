package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;

/// Says whether an answer is good enough for its request.
public interface QualityGate {

  /// Judges one complete answer. Runs on the request's virtual thread.
  Verdict judge(Exchange x, Answer answer);
}
