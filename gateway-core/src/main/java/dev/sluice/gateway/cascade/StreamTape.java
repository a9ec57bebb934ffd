package dev.sluice.gateway.cascade;

import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Reads an open stream to its end, so that the answer can be judged before the client sees any.
///
/// The event loop folds each event as it comes; the virtual thread is woken once, at the end, and
/// every heartbeat to keep the client's connection alive. The attempt is settled by the provider's
/// usage, or by estimate where the stream ended without one. An answer that goes on far beyond its
/// bound ([AnswerBounds]) is ended here, as if the provider had kept to it.
final class StreamTape {

  /// What an answer may weigh; longer ones are given up.
  static final long LONGEST = 32L << 20;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /// A provider that keeps to a bound never comes that far: most texts have four of them a token.
  private static final int CHARS_PER_TOKEN = 8;

  private final AnswerBounds bounds;
  private final LongFunction<Fold> folds;
  private final Duration heartbeat;
  private final long longest;

  StreamTape(AnswerBounds bounds) {
    this(bounds, Fold::keeping, HEARTBEAT, LONGEST);
  }

  /// @param folds one for each stream, by how many choices were asked for
  StreamTape(AnswerBounds bounds, LongFunction<Fold> folds, Duration heartbeat, long longest) {
    this.bounds = bounds;
    this.folds = folds;
    this.heartbeat = heartbeat;
    this.longest = longest;
  }

  /// Reads all of it. On interrupt the stream is cancelled and settled before the exception.
  Reply read(Exchange x, Paid.Streaming streaming) throws InterruptedException {
    UpstreamStream stream = streaming.opened().stream();
    Recording recording =
        new Recording(
            folds.apply(x.request().choices()),
            stream,
            new Limits(longest, mostChars(x, streaming.attempt())));
    x.beginWait();
    try {
      stream.start(recording);
      while (!recording.awaitEnd(heartbeat)) {
        x.client().keepAlive();
      }
    } finally {
      recording.close();
      x.endWait();
      settle(x, streaming.attempt(), recording);
    }
    return recording.reply(streaming.attempt());
  }

  /// Of several choices each may be that long; nobody knows which of them runs away.
  private long mostChars(Exchange x, Attempt attempt) {
    long bound = bounds.of(x, attempt.model());
    return bound == 0 || x.request().choices() != 1 ? Long.MAX_VALUE : bound * CHARS_PER_TOKEN;
  }

  private static void settle(Exchange x, Attempt attempt, Recording recording) {
    UpstreamFailure failure = recording.failure;
    if (failure != null) {
      attempt.failedBy(failure.kind());
    }
    Usage usage = recording.fold.usage();
    long chars = recording.fold.textChars();
    attempt.settle(
        failure == null && !recording.stopped
            ? Settlement.whole(usage, x.request(), chars)
            : Settlement.broken(usage, x.request(), chars),
        x.nanoTime());
  }

  /// How far to read.
  ///
  /// @param bytes beyond which the stream is given up
  /// @param chars beyond which its answer is ended
  private record Limits(long bytes, long chars) {}

  /// One stream being read; the loop writes, the virtual thread waits.
  private static final class Recording implements UpstreamStream.Sink {
    private final Fold fold;
    private final UpstreamStream stream;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long size;
    private boolean over;
    private boolean stopped;
    private @Nullable UpstreamFailure failure;

    Recording(Fold fold, UpstreamStream stream, Limits limits) {
      this.fold = fold;
      this.stream = stream;
      this.limits = limits;
    }

    @Override
    public void onData(byte[] data) {
      lock.lock();
      try {
        if (over) {
          return;
        }
        size += data.length;
        if (fold.accept(data) instanceof StreamFold.Piece.Broken broken) {
          giveUp(
              UpstreamFailure.of(FailureKind.CUT, "error event: " + broken.error().code(), true));
        } else if (size > limits.bytes()) {
          String detail = "answer above " + limits.bytes() + " bytes";
          giveUp(UpstreamFailure.of(FailureKind.PROTOCOL, detail, true));
        } else if (fold.textChars() > limits.chars() && !fold.finished()) {
          stop();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onEnd() {
      lock.lock();
      try {
        end(
            fold.finished()
                ? null
                : UpstreamFailure.of(FailureKind.CUT, "no finish reason before the end", true));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onFailure(UpstreamFailure why) {
      end(why);
    }

    private void stop() {
      stopped = true;
      fold.endHere();
      end(null);
      stream.cancel();
    }

    private void giveUp(UpstreamFailure why) {
      end(why);
      stream.cancel();
    }

    private void end(@Nullable UpstreamFailure why) {
      lock.lock();
      try {
        if (!over) {
          over = true;
          failure = why;
          ended.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    /// False when the heartbeat passed first.
    boolean awaitEnd(Duration heartbeat) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = heartbeat.toNanos();
        while (!over && left > 0) {
          left = ended.awaitNanos(left);
        }
        return over;
      } finally {
        lock.unlock();
      }
    }

    /// After it the fold is this thread's alone.
    void close() {
      lock.lock();
      try {
        if (!over) {
          giveUp(UpstreamFailure.of(FailureKind.CANCELLED, "given up", true));
        }
      } finally {
        lock.unlock();
      }
    }

    Reply reply(Attempt attempt) {
      UpstreamFailure why = failure;
      if (why != null) {
        return new Reply.Failed(why);
      }
      return fold.answer()
          .<Reply>map(answer -> new Reply.Spoken(answer, attempt))
          .orElseGet(() ->
              new Reply.Failed(
                  UpstreamFailure.of(FailureKind.PROTOCOL, "no chat completion", true)));
    }
  }
}
