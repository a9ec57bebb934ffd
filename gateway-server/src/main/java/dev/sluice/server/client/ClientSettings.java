package dev.sluice.server.client;

import java.time.Duration;

/// What the upstream client holds on to, and for how long.
///
/// @param maxBodyBytes largest answer that is collected whole, after decompression
/// @param maxEventBytes largest single event of a stream
/// @param idlePerOrigin idle connections kept for one origin on one event loop
/// @param idleTimeout how long an idle connection is kept; shorter than providers keep theirs, so
///   that it is we who close
/// @param doneGrace how long after `[DONE]` the end of the body is waited for
public record ClientSettings(
    int maxBodyBytes,
    int maxEventBytes,
    int idlePerOrigin,
    Duration idleTimeout,
    Duration doneGrace) {

  public static final ClientSettings DEFAULT =
      new ClientSettings(64 << 20, 16 << 20, 256, Duration.ofSeconds(30), Duration.ofMillis(100));

  public ClientSettings {
    if (maxBodyBytes <= 0 || maxEventBytes <= 0 || idlePerOrigin < 0) {
      throw new IllegalArgumentException("bounds must be positive");
    }
  }
}
