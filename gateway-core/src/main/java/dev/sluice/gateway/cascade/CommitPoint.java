package dev.sluice.gateway.cascade;

import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.quality.PrefixChecks;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The place in a stream up to which nothing of it has reached the client, so that another model
/// may still be asked instead.
///
/// The beginning is held until `cascade.commit.tokens` have come or `cascade.commit.after` has
/// passed since the first content, then it is checked for what it gives away ([PrefixChecks]). Most
/// short answers end before that and are handed back whole. Runs on the request's virtual thread;
/// while it holds, the client's connection is kept alive, which the upstream has begun to answer.
final class CommitPoint {

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final LongFunction<Fold> folds;
  private final Duration heartbeat;
  private final PrefixChecks checks = new PrefixChecks();

  CommitPoint() {
    this(Fold::keeping, HEARTBEAT);
  }

  /// @param folds one for each stream, by how many choices were asked for
  CommitPoint(LongFunction<Fold> folds, Duration heartbeat) {
    this.folds = folds;
    this.heartbeat = heartbeat;
  }

  /// What became of a stream; but for the first all are over and their attempts settled.
  sealed interface Outcome {

    /// It may go out: what was held, then the rest. Its attempt is open.
    record Passed(UpstreamResponse.Opened opened) implements Outcome {}

    /// Its beginning is no good; it was cancelled.
    record Refused(String reason) implements Outcome {}

    /// It ended before the commit point.
    record Whole(Answer answer) implements Outcome {}

    record Failed(UpstreamFailure failure) implements Outcome {}
  }

  /// Holds the stream up to its commit point. On interrupt it is cancelled and settled before the
  /// exception.
  Outcome hold(Exchange x, Paid.Streaming streaming) throws InterruptedException {
    UpstreamResponse.Opened opened = streaming.opened();
    HeldStream held =
        new HeldStream(
            opened.stream(), folds.apply(x.request().choices()), x.config().cascade().commit());
    Outcome outcome = null;
    try {
      await(x, held);
      outcome = outcome(x, opened, held);
      return outcome;
    } finally {
      if (!(outcome instanceof Outcome.Passed)) {
        end(x, streaming.attempt(), held, outcome);
      }
    }
  }

  private void await(Exchange x, HeldStream held) throws InterruptedException {
    x.beginWait();
    try {
      held.hold();
      while (!held.await(heartbeat)) {
        x.client().keepAlive();
      }
    } finally {
      x.endWait();
    }
  }

  private Outcome outcome(Exchange x, UpstreamResponse.Opened opened, HeldStream held) {
    UpstreamFailure failure = held.failure();
    if (failure != null) {
      return new Outcome.Failed(failure);
    }
    if (held.hasEnded()) {
      return held.whole()
          .<Outcome>map(Outcome.Whole::new)
          .orElseGet(() ->
              new Outcome.Failed(
                  UpstreamFailure.of(FailureKind.PROTOCOL, "no chat completion", true)));
    }
    String reason = held.prefix().map(prefix -> checks.fails(x, prefix)).orElse(null);
    return reason == null
        ? new Outcome.Passed(new UpstreamResponse.Opened(opened.head(), opened.events(), held))
        : new Outcome.Refused(reason);
  }

  /// @param outcome null when it was interrupted
  private static void end(Exchange x, Attempt attempt, HeldStream held, @Nullable Outcome outcome) {
    boolean whole = held.hasEnded();
    if (!whole) {
      held.cancel();
    }
    if (outcome instanceof Outcome.Failed failed) {
      attempt.failedBy(failed.failure().kind());
    } else if (!whole) {
      attempt.failedBy(FailureKind.CANCELLED);
    }
    attempt.settle(
        whole
            ? Settlement.whole(held.usage(), x.request(), held.textChars())
            : Settlement.broken(held.usage(), x.request(), held.textChars()),
        x.nanoTime());
  }
}
