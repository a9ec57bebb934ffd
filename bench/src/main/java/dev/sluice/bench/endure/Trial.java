package dev.sluice.bench.endure;

import java.io.IOException;

/// One hardship and what must hold under it.
interface Trial {

  /// One word, by which it can be chosen.
  String name();

  /// Puts a fresh gateway through it.
  void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException;

  /// Whether the gateway is still there afterwards.
  default boolean leavesItRunning() {
    return true;
  }
}
