package dev.sluice.gateway.cascade;

import dev.sluice.gateway.call.Paid;
import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Settlement;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Reads an open stream to its end, so that the answer can be judged before the client sees any.
///
/// The event loop folds each event as it comes; the virtual thread is woken once, at the end, and
/// every heartbeat to keep the client's connection alive. The attempt is settled by the provider's
/// usage, or by estimate where the stream ended without one.
final class StreamTape {

  /// What an answer may weigh; longer ones are given up.
  static final long LONGEST = 32L << 20;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final LongFunction<Fold> folds;
  private final Duration heartbeat;
  private final long longest;

  StreamTape() {
    this(
        choices -> Fold.of(new StreamFold(new StreamFold.Wishes(true, null, true, choices))),
        HEARTBEAT,
        LONGEST);
  }

  /// @param folds one for each stream, by how many choices were asked for
  StreamTape(LongFunction<Fold> folds, Duration heartbeat, long longest) {
    this.folds = folds;
    this.heartbeat = heartbeat;
    this.longest = longest;
  }

  /// What the tape needs of [StreamFold].
  interface Fold {

    StreamFold.Piece accept(byte[] payload);

    boolean finished();

    @Nullable Usage usage();

    long textChars();

    Optional<Answer> answer();

    static Fold of(StreamFold fold) {
      return new Fold() {
        @Override
        public StreamFold.Piece accept(byte[] payload) {
          return fold.accept(payload);
        }

        @Override
        public boolean finished() {
          return fold.finished();
        }

        @Override
        public @Nullable Usage usage() {
          return fold.usage();
        }

        @Override
        public long textChars() {
          return fold.textChars();
        }

        @Override
        public Optional<Answer> answer() {
          return fold.answer();
        }
      };
    }
  }

  /// Reads all of it. On interrupt the stream is cancelled and settled before the exception.
  Reply read(Exchange x, Paid.Streaming streaming) throws InterruptedException {
    UpstreamStream stream = streaming.opened().stream();
    Recording recording = new Recording(folds.apply(x.request().choices()), stream, longest);
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

  private static void settle(Exchange x, Attempt attempt, Recording recording) {
    UpstreamFailure failure = recording.failure;
    if (failure != null) {
      attempt.failedBy(failure.kind());
    }
    Usage usage = recording.fold.usage();
    long chars = recording.fold.textChars();
    attempt.settle(
        failure == null
            ? Settlement.whole(usage, x.request(), chars)
            : Settlement.broken(usage, x.request(), chars),
        x.nanoTime());
  }

  /// One stream being read; the loop writes, the virtual thread waits.
  private static final class Recording implements UpstreamStream.Sink {
    private final Fold fold;
    private final UpstreamStream stream;
    private final long longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long size;
    private boolean over;
    private @Nullable UpstreamFailure failure;

    Recording(Fold fold, UpstreamStream stream, long longest) {
      this.fold = fold;
      this.stream = stream;
      this.longest = longest;
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
        } else if (size > longest) {
          giveUp(
              UpstreamFailure.of(FailureKind.PROTOCOL, "answer above " + longest + " bytes", true));
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
