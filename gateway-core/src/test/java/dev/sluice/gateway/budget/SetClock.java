package dev.sluice.gateway.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands where a test puts it.
public final class SetClock implements InstantSource {

  private volatile Instant now;

  public SetClock(String now) {
    this.now = Instant.parse(now);
  }

  public void set(String then) {
    now = Instant.parse(then);
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
