package dev.sluice.gateway.exchange;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A point on the monotonic clock after which nothing more is started.
public final class Deadline {

  private final LongSupplier nanoTime;
  private final long at;

  private Deadline(LongSupplier nanoTime, long at) {
    this.nanoTime = nanoTime;
    this.at = at;
  }

  public static Deadline in(Duration time, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  /// Time left, never negative.
  public Duration left() {
    return Duration.ofNanos(Math.max(0, at - nanoTime.getAsLong()));
  }

  public boolean isOver() {
    return left().isZero();
  }

  /// The shorter of a bound and what is left.
  public Duration cut(Duration bound) {
    Duration left = left();
    return bound.compareTo(left) < 0 ? bound : left;
  }
}
