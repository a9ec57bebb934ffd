package dev.sluice.server.http;

import java.time.Duration;

/// Timeouts of which only those under test can pass.
final class Timeouts {

  static final Duration LONG = Duration.ofSeconds(60);
  static final Duration SHORT = Duration.ofMillis(40);

  private Timeouts() {}

  static ServerTimeouts with(Duration heartbeat, Duration head, Duration body, Duration idle) {
    return new ServerTimeouts(
        head, body, idle, heartbeat, Duration.ofMillis(500), Duration.ofMillis(200), LONG);
  }
}
