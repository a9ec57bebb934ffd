package dev.sluice.server.http;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Served;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.FailureKind;
import java.util.Optional;

/// Settles the attempt behind a stream and closes the exchange's books, once. Event loop only.
final class StreamAccount {

  private final Gateway gateway;
  private final Exchange x;
  private final Attempt attempt;
  private final StreamFold fold;
  private boolean reading;
  private boolean settled;

  StreamAccount(Gateway gateway, Exchange x, Attempt attempt, StreamFold fold) {
    this.gateway = gateway;
    this.x = x;
    this.attempt = attempt;
    this.fold = fold;
  }

  /// From now on the provider is waited for.
  void reading() {
    reading = true;
    x.beginWait();
  }

  /// By the provider's usage if the answer is whole, else by an estimate; before the last byte.
  void settle() {
    if (settled) {
      return;
    }
    settled = true;
    if (reading) {
      x.endWait();
    }
    Optional<Answer> answer = x.request().stream() ? fold.whole() : fold.answer();
    answer.ifPresent(whole -> x.serve(served(whole)));
    Usage usage = fold.usage();
    attempt.settle(
        fold.finished()
            ? Settlement.whole(usage, x.request(), fold.textChars())
            : Settlement.broken(usage, x.request(), fold.textChars()),
        x.nanoTime());
    gateway.close(x);
  }

  /// The same for a stream that broke; one that breaks after its usage came is whole all the same.
  void settle(FailureKind why) {
    if (!settled) {
      attempt.failedBy(why);
      settle();
    }
  }

  private Served served(Answer answer) {
    String model = x.servedModel();
    TaskDecision task = x.task();
    return new Served(
        answer,
        model == null ? attempt.model().id() : model,
        x.servedTier(),
        task == null ? null : task.task(),
        1);
  }
}
