package dev.sluice.gateway.config;

import java.time.Duration;

/// How long the beginning of a stream is held back before it is let go: up to so many tokens or so
/// long after its first content, whichever comes first.
public record CommitConfig(int tokens, Duration after) {

  /// Longer than any client should wait for what is already there.
  public static final Duration LONGEST = Duration.ofSeconds(30);

  public static final CommitConfig DEFAULT = new CommitConfig(64, Duration.ofMillis(400));

  public CommitConfig {
    if (tokens < 1 || after.isNegative() || after.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("commit point " + tokens + ", " + after);
    }
  }
}
