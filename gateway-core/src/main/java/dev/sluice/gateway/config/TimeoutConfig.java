package dev.sluice.gateway.config;

import java.time.Duration;

/// Bounds on one upstream attempt; `total` also bounds the whole request.
///
/// @param firstByte until the first byte of the answer's body
/// @param idle between two reads in the middle of an answer
public record TimeoutConfig(Duration connect, Duration firstByte, Duration idle, Duration total) {

  public static final TimeoutConfig DEFAULT =
      new TimeoutConfig(
          Duration.ofSeconds(2),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10));
}
