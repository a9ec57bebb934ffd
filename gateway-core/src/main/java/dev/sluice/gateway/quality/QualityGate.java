package dev.sluice.gateway.quality;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;

/// Says whether an answer is good enough for its request: whether a dearer model would have done
/// better. Runs on the request's virtual thread.
public interface QualityGate {

  /// Takes whatever comes.
  QualityGate UNJUDGED =
      new QualityGate() {
        @Override
        public Verdict judge(Exchange x, Answer answer) {
          return Verdict.GOOD;
        }

        @Override
        public Comparison compare(Exchange x, Answer first, Answer second) {
          return new Comparison(true, Verdict.GOOD, Verdict.GOOD);
        }

        @Override
        public boolean promises(Exchange x, Answer first) {
          return true;
        }
      };

  /// Judges one complete answer.
  Verdict judge(Exchange x, Answer answer);

  /// Judges two complete answers to one request, either of which could be served.
  Comparison compare(Exchange x, Answer first, Answer second);

  /// Whether, after the first of two answers, the second one can be expected to be the better.
  boolean promises(Exchange x, Answer first);
}
