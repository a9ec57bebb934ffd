package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.exchange.Exchange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// All keys that are in use: those whose first request is running, and those whose answer is
/// remembered, never both. Any thread; the lock is held for microseconds.
///
/// Every answer lives equally long, so that the order of their coming is the order of their going:
/// a linked map serves both the bound on time and the bound on bytes. A cache that weighs frequency
/// (Caffeine) would rather refuse the newest answer than give up an old one, and the newest is the
/// one that a retry asks for.
public final class Claims {

  /// Room for some thousand answers of usual length.
  public static final long USUAL_BYTES = 32L << 20;

  static final Duration LIFE = Duration.ofHours(24);

  /// An answer that takes more than this share of the room is not kept.
  private static final int LARGEST_SHARE = 4;

  /// What a remembered key takes besides its texts: objects, references, the map's node.
  private static final int OVERHEAD = 512;

  /// What became of a claim.
  sealed interface Claim {

    /// The key is new: this request answers for it, and must end its turn.
    record Granted() implements Claim {}

    /// The same request was answered.
    record Known(Kept kept) implements Claim {}

    /// The same request is being answered.
    record Running(Turn turn) implements Claim {}

    /// The key belongs to another request.
    record Reused() implements Claim {}
  }

  /// The first request with a key, while it runs.
  static final class Turn {
    private final Exchange first;
    private final Fingerprint body;
    private final CompletableFuture<Optional<Kept>> ended = new CompletableFuture<>();

    private Turn(Exchange first, Fingerprint body) {
      this.first = first;
      this.body = body;
    }

    /// Waits for its answer; empty when it has none, or when the time is over.
    Optional<Kept> await(Duration most) throws InterruptedException {
      try {
        return ended.get(most.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a turn only ever ends", e);
      }
    }
  }

  private record Remembered(Fingerprint body, Kept kept, long bytes, long sinceNanos) {}

  private final long maxBytes;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<CallersKey, Turn> running = new HashMap<>();
  private final LinkedHashMap<CallersKey, Remembered> remembered = new LinkedHashMap<>();
  private long bytes;

  /// @param maxBytes weight of all remembered answers together
  public Claims(long maxBytes, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  Claim claim(CallersKey key, Fingerprint body, Exchange x) {
    lock.lock();
    try {
      forgetOld();
      Turn turn = running.get(key);
      if (turn != null) {
        return turn.body.equals(body) ? new Claim.Running(turn) : new Claim.Reused();
      }
      Remembered known = remembered.get(key);
      if (known != null) {
        return known.body().equals(body) ? new Claim.Known(known.kept()) : new Claim.Reused();
      }
      running.put(key, new Turn(x, body));
      return new Claim.Granted();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the turn of this request, if it has one. Those who wait get the answer, also one that is
  /// too large to be remembered; without an answer the key is free again.
  void end(CallersKey key, Exchange x, Optional<Kept> answer) {
    Turn turn;
    lock.lock();
    try {
      turn = running.get(key);
      if (turn == null || turn.first != x) {
        return;
      }
      running.remove(key);
      if (answer.isPresent()) {
        remember(key, turn.body, answer.get());
      }
    } finally {
      lock.unlock();
    }
    turn.ended.complete(answer);
  }

  private void remember(CallersKey key, Fingerprint body, Kept kept) {
    long weight = OVERHEAD + key.weight() + kept.weight();
    if (weight > maxBytes / LARGEST_SHARE) {
      return;
    }
    bytes += weight;
    remembered.put(key, new Remembered(body, kept, weight, nanoTime.getAsLong()));
    Iterator<Remembered> oldest = remembered.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    Iterator<Remembered> oldest = remembered.values().iterator();
    while (oldest.hasNext()) {
      Remembered one = oldest.next();
      if (now - one.sinceNanos() < LIFE.toNanos()) {
        return;
      }
      bytes -= one.bytes();
      oldest.remove();
    }
  }

  /// How many keys are in use.
  public int keys() {
    lock.lock();
    try {
      return running.size() + remembered.size();
    } finally {
      lock.unlock();
    }
  }

  /// What the remembered answers weigh.
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
