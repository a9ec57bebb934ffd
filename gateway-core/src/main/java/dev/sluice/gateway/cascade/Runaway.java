package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.quality.Comparison;
import dev.sluice.gateway.quality.QualityGate;
import dev.sluice.gateway.quality.Verdict;

/// The gate before the gate: an answer that ended at our bound on its length ([AnswerBounds]) ran
/// away. It is served only where nothing better comes.
final class Runaway implements QualityGate {

  private static final Verdict RAN_AWAY = Verdict.bad("runaway");

  private final QualityGate gate;
  private final AnswerBounds bounds;

  Runaway(QualityGate gate, AnswerBounds bounds) {
    this.gate = gate;
    this.bounds = bounds;
  }

  @Override
  public Verdict judge(Exchange x, Answer answer) {
    return ranAway(x, answer) ? RAN_AWAY : gate.judge(x, answer);
  }

  @Override
  public Comparison compare(Exchange x, Answer first, Answer second) {
    boolean firstRan = ranAway(x, first);
    boolean secondRan = ranAway(x, second);
    if (!firstRan && !secondRan) {
      return gate.compare(x, first, second);
    }
    return new Comparison(
        false,
        firstRan ? RAN_AWAY : gate.judge(x, first).unconfirmed(),
        secondRan ? RAN_AWAY : gate.judge(x, second).unconfirmed());
  }

  @Override
  public boolean promises(Exchange x, Answer first) {
    return ranAway(x, first) || gate.promises(x, first);
  }

  private boolean ranAway(Exchange x, Answer answer) {
    return answer.finishedWith("length")
        && x.attempts().stream()
            .anyMatch(attempt -> gave(attempt, answer) && isBounded(x, attempt));
  }

  /// By its usage; an answer without one is any attempt's that had to be estimated.
  private static boolean gave(Attempt attempt, Answer answer) {
    Usage usage = answer.usage();
    return usage == null
        ? attempt.state() == Attempt.State.ESTIMATED
        : usage.equals(attempt.usage());
  }

  /// What ended before our bound was cut by the provider, which is another matter.
  private boolean isBounded(Exchange x, Attempt attempt) {
    long bound = bounds.of(x, attempt.model());
    boolean counted = attempt.state() == Attempt.State.SETTLED;
    return bound > 0 && (!counted || attempt.usage().allOutput() >= bound);
  }
}
