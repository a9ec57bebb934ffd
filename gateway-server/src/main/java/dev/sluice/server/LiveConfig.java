package dev.sluice.server;

import dev.sluice.gateway.access.Authenticate;
import dev.sluice.gateway.config.GatewayConfig;

/// The configuration that new requests start with; replaced whole, never changed. Any thread.
public final class LiveConfig {

  private volatile Snapshot current;

  private record Snapshot(GatewayConfig config, Authenticate authenticate) {}

  public LiveConfig(GatewayConfig first) {
    current = snapshot(first);
  }

  public GatewayConfig config() {
    return current.config();
  }

  public Authenticate authenticate() {
    return current.authenticate();
  }

  /// From now on requests start with this one; those in flight keep theirs.
  ///
  /// @return whether something changed that only a restart can put into effect
  public boolean replace(GatewayConfig next) {
    GatewayConfig before = current.config();
    current = snapshot(next);
    return !before.listen().equals(next.listen()) || !before.admin().equals(next.admin());
  }

  private static Snapshot snapshot(GatewayConfig config) {
    return new Snapshot(config, new Authenticate(config));
  }
}
