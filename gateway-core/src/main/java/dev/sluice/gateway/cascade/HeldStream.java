package dev.sluice.gateway.cascade;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream whose beginning is kept here until somebody decides about it; then it plays what was
/// kept and passes on the rest as it comes.
///
/// While it holds, the event loop writes and a virtual thread waits: it is woken by the first
/// content, at the commit point, and at the end of the stream. At the commit point the upstream is
/// paused. From [#start] on, which is for the loop like the calls of any sink, nothing leaves the
/// loop; the lock is then nobody else's.
final class HeldStream implements UpstreamStream, UpstreamStream.Sink {

  /// What is held may weigh; beyond it a stream is let go, whatever it says.
  static final long LONGEST = 1L << 20;

  private static final int CHARS_PER_TOKEN = 4;

  private enum State {
    /// Nothing is decided.
    HOLDING,
    /// The commit point is reached; more may come.
    REACHED,
    /// The stream came to a good end first.
    ENDED,
    /// It broke first.
    FAILED
  }

  private final UpstreamStream stream;
  private final Fold fold;
  private final CommitConfig bounds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final Deque<byte[]> held = new ArrayDeque<>();
  private State state = State.HOLDING;
  private long bytes;
  private long chars;
  private long tokens;
  private long afterLeft;
  private @Nullable UpstreamFailure failure;
  private @Nullable Sink reader;
  private boolean paused;
  private boolean delivering;
  private boolean complete;
  private boolean over;

  HeldStream(UpstreamStream stream, Fold fold, CommitConfig bounds) {
    this.stream = stream;
    this.fold = fold;
    this.bounds = bounds;
    afterLeft = bounds.after().toNanos();
  }

  // While it holds: for the thread that waits

  void hold() {
    stream.start(this);
  }

  /// Waits for the commit point or the end; false when this time passed first.
  boolean await(Duration longest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = longest.toNanos();
      while (state == State.HOLDING && left > 0) {
        boolean counting = chars > 0;
        if (counting && afterLeft <= 0) {
          reach();
          break;
        }
        long time = counting ? Math.min(left, afterLeft) : left;
        long slept = time - changed.awaitNanos(time);
        left -= slept;
        afterLeft -= counting ? slept : 0;
      }
      return state != State.HOLDING;
    } finally {
      lock.unlock();
    }
  }

  /// Why the stream broke before the commit point, or null.
  @Nullable UpstreamFailure failure() {
    return state == State.FAILED ? failure : null;
  }

  /// The answer that ended before the commit point.
  Optional<Answer> whole() {
    return state == State.ENDED ? fold.answer() : Optional.empty();
  }

  boolean hasEnded() {
    return state == State.ENDED;
  }

  /// What was said up to the commit point; for a stream of several choices nothing.
  Optional<Answer> prefix() {
    fold.endHere();
    return fold.answer();
  }

  @Nullable Usage usage() {
    return fold.usage();
  }

  long textChars() {
    return fold.textChars();
  }

  // The upstream's events, on the loop

  @Override
  public void onData(byte[] data) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      Sink to = reader;
      if (state == State.HOLDING) {
        keep(data);
      } else if (to == null || delivering || !held.isEmpty()) {
        held.addLast(data);
      } else {
        to.onData(data);
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep(byte[] data) {
    held.addLast(data);
    bytes += data.length;
    switch (fold.accept(data)) {
      case Piece.Broken broken -> {
        fail(UpstreamFailure.of(FailureKind.CUT, "error event: " + broken.error().code(), true));
        stream.cancel();
      }
      case Piece.Done _ -> end();
      case Piece.Pass _, Piece.UsageTail _, Piece.Drop _ -> count();
    }
  }

  /// A provider sends a token an event or more; four characters are one as well.
  private void count() {
    long now = fold.textChars();
    if (now > chars) {
      if (chars == 0) {
        changed.signalAll();
      }
      chars = now;
      tokens = Math.max(tokens + 1, chars / CHARS_PER_TOKEN);
    }
    if (tokens >= bounds.tokens() || bytes > LONGEST) {
      reach();
    }
  }

  private void reach() {
    state = State.REACHED;
    stream.pause();
    changed.signalAll();
  }

  private void end() {
    if (fold.finished()) {
      state = State.ENDED;
      over = true;
      changed.signalAll();
    } else {
      fail(UpstreamFailure.of(FailureKind.CUT, "no finish reason before the end", true));
    }
  }

  private void fail(UpstreamFailure why) {
    state = State.FAILED;
    failure = why;
    over = true;
    changed.signalAll();
  }

  @Override
  public void onComment() {
    lock.lock();
    try {
      if (reader != null && !over) {
        reader.onComment();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEnd() {
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (state == State.HOLDING) {
        end();
      } else {
        complete = true;
        deliver();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onFailure(UpstreamFailure why) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      if (state == State.HOLDING) {
        fail(why);
      } else {
        failure = why;
        deliver();
      }
    } finally {
      lock.unlock();
    }
  }

  // After the commit point: the stream as its reader sees it

  @Override
  public void start(Sink sink) {
    lock.lock();
    try {
      if (state != State.REACHED || reader != null) {
        throw new IllegalStateException("a held stream has one reader, after its commit point");
      }
      reader = sink;
      deliver();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void pause() {
    lock.lock();
    try {
      paused = true;
      stream.pause();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void resume() {
    lock.lock();
    try {
      paused = false;
      deliver();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      over = true;
      held.clear();
      stream.cancel();
    } finally {
      lock.unlock();
    }
  }

  /// What was held, then the end if it has come, else the rest.
  private void deliver() {
    Sink to = reader;
    if (to == null || delivering) {
      return;
    }
    delivering = true;
    try {
      while (!paused && !held.isEmpty()) {
        to.onData(held.removeFirst());
      }
    } finally {
      delivering = false;
    }
    if (!over && held.isEmpty()) {
      goOn(to);
    }
  }

  private void goOn(Sink to) {
    UpstreamFailure why = failure;
    if (why != null) {
      over = true;
      to.onFailure(why);
    } else if (complete) {
      over = true;
      to.onEnd();
    } else if (!paused) {
      stream.resume();
    }
  }
}
