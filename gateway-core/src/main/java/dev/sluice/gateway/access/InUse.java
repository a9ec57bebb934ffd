package dev.sluice.gateway.access;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Allowance.Rate;
import io.github.bucket4j.TimeMeter;
import org.jspecify.annotations.Nullable;

/// What one key or one team has under way and has used of its minute. Every method needs the
/// object's own monitor, since all limits are checked before anything is taken.
final class InUse {

  private final Meter requests;
  private final Meter tokens;
  private int running;

  InUse(TimeMeter time) {
    requests = new Meter(time);
    tokens = new Meter(time);
  }

  void limitTo(KeyLimits limits) {
    requests.limitTo(limits.rpm());
    tokens.limitTo(limits.tpm());
  }

  boolean hasPlace(KeyLimits limits) {
    Integer most = limits.concurrency();
    return most == null || running < most;
  }

  long waitForRequest() {
    return requests.waitFor(1);
  }

  long waitForTokens(long estimate) {
    return tokens.waitFor(estimate);
  }

  void begin(long estimate) {
    running++;
    requests.take(1);
    tokens.take(estimate);
  }

  void end(long estimate, long used) {
    running--;
    tokens.giveBack(estimate - used);
    tokens.take(used - estimate);
  }

  @Nullable Rate requestRate() {
    return requests.rate();
  }

  @Nullable Rate tokenRate() {
    return tokens.rate();
  }
}
