package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.call.PaidCall;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Asks models for whole answers: one, or two at once. Streams are read to their end.
final class Asking {

  private final PaidCall calls;
  private final StreamTape tape;

  Asking(PaidCall calls, StreamTape tape) {
    this.calls = calls;
    this.tape = tape;
  }

  /// What two models replied.
  record Both(Reply first, Reply second) {}

  /// Asks both at the same time, the first on a thread of its own.
  ///
  /// Neither is left running: on interrupt, or when one throws, the other is interrupted and
  /// awaited, so that all attempts are settled.
  Both askBoth(Exchange x, ModelConfig first, ModelConfig second, Purse purse)
      throws InterruptedException {
    FutureTask<Reply> beside = new FutureTask<>(() -> ask(x, first, purse));
    Thread thread = Thread.ofVirtual().name("agree-" + x.id()).start(beside);
    try {
      Reply reply = ask(x, second, purse);
      return new Both(beside.get(), reply); // its own waits are counted by its own thread
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking " + first.id() + " failed", e.getCause());
    } finally {
      thread.interrupt();
      awaitEnd(thread);
    }
  }

  /// However often this thread is interrupted meanwhile: the other one's attempts must be settled.
  private static void awaitEnd(Thread thread) throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      throw new InterruptedException();
    }
  }

  Reply ask(Exchange x, ModelConfig model, Purse purse) throws InterruptedException {
    return switch (calls.ask(x, model, purse)) {
      case Paid.Answered answered -> new Reply.Spoken(answered.answer(), answered.attempt());
      case Paid.Other other -> new Reply.Other(other.whole(), other.attempt());
      case Paid.Streaming streaming -> tape.read(x, streaming);
      case Paid.Failed failed -> new Reply.Failed(failed.failure());
    };
  }
}
