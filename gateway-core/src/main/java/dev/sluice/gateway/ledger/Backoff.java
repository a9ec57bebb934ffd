package dev.sluice.gateway.ledger;

import java.time.Duration;

/// Ever longer pauses between attempts at something that fails. One thread.
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private Duration next = FIRST;

  Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return now;
  }

  /// Whether there has been no pause yet: the time to tell about it.
  boolean isFirst() {
    return next.equals(FIRST);
  }
}
