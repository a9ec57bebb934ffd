package dev.sluice.server.http;

import dev.sluice.gateway.config.LimitConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What the process has taken on: requests in flight and bytes of buffered bodies. Any thread;
/// nobody ever waits for room.
public final class Admission {

  private final Supplier<LimitConfig> limits;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  public Admission(Supplier<LimitConfig> limits) {
    this.limits = limits;
  }

  /// Takes a place for one request, if there is one; [#leave] gives it back.
  boolean tryEnter() {
    if (requests.incrementAndGet() <= limits.get().concurrent()) {
      return true;
    }
    requests.decrementAndGet();
    return false;
  }

  void leave() {
    requests.decrementAndGet();
  }

  /// Takes room for so many bytes, if there is any; [#release] gives it back.
  boolean tryHold(long count) {
    return tryHold(count, limits.get().bufferedBytes());
  }

  /// The same for large bodies: the last eighth of the room is left to small ones, so that a few
  /// uploads turn nobody else away.
  boolean tryHoldLarge(long count) {
    long room = limits.get().bufferedBytes();
    return tryHold(count, room - room / 8);
  }

  /// The same for what one can do without: the last half of the room is left to requests, so that
  /// answers kept for a cache turn nobody away.
  boolean tryHoldSpare(long count) {
    return tryHold(count, limits.get().bufferedBytes() / 2);
  }

  private boolean tryHold(long count, long limit) {
    if (bytes.addAndGet(count) <= limit) {
      return true;
    }
    bytes.addAndGet(-count);
    return false;
  }

  void release(long count) {
    bytes.addAndGet(-count);
  }

  /// Requests in flight now.
  public int requests() {
    return requests.get();
  }

  /// Bytes of buffered bodies now.
  public long bytes() {
    return bytes.get();
  }
}
