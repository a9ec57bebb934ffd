package dev.sluice.gateway.access;

import dev.sluice.gateway.exchange.Allowance;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A number per minute that fills up evenly. Not for several threads at once: its [InUse] guards
/// it.
final class Meter {

  /// There is no waiting for more than the limit itself.
  static final long NEVER = Long.MAX_VALUE;

  /// More is no limit; the bucket could not fill up that fast.
  private static final long MOST = 10_000_000_000L;

  private final TimeMeter time;
  private @Nullable Bucket bucket;
  private long limit;

  Meter(TimeMeter time) {
    this.time = time;
  }

  /// From now on this is the limit; what was used of the one before is used of this one.
  void limitTo(@Nullable Long wanted) {
    if (wanted == null) {
      bucket = null;
      return;
    }
    long perMinute = Math.clamp(wanted, 1, MOST);
    Bucket before = bucket;
    if (before == null || perMinute != limit) {
      long used = before == null ? 0 : limit - before.getAvailableTokens();
      Bucket fresh = full(perMinute);
      if (used > 0) {
        fresh.consumeIgnoringRateLimits(used);
      }
      bucket = fresh;
      limit = perMinute;
    }
  }

  private Bucket full(long perMinute) {
    return Bucket.builder()
        .addLimit(of -> of.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .withCustomTimePrecision(time)
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .build();
  }

  /// How long to wait for so many, in nanoseconds: 0 when they are there, [#NEVER] when they never
  /// will be.
  long waitFor(long amount) {
    return bucket == null || amount == 0
        ? 0
        : bucket.estimateAbilityToConsume(amount).getNanosToWaitForRefill();
  }

  /// Takes so many, whether they are there or not.
  void take(long amount) {
    if (bucket != null && amount > 0) {
      bucket.consumeIgnoringRateLimits(amount);
    }
  }

  void giveBack(long amount) {
    if (bucket != null && amount > 0) {
      bucket.addTokens(amount);
    }
  }

  /// How things stand, null without a limit.
  Allowance.@Nullable Rate rate() {
    if (bucket == null) {
      return null;
    }
    long available = bucket.getAvailableTokens();
    double minutes = (double) (limit - available) / limit;
    return new Allowance.Rate(
        limit, Math.max(0, available), Duration.ofNanos((long) (minutes * 60e9)));
  }
}
