package dev.sluice.server;

import dev.sluice.gateway.access.Authenticate;
import dev.sluice.gateway.access.KeyRing;
import dev.sluice.gateway.config.GatewayConfig;
import java.time.InstantSource;

/// The configuration that new requests start with; replaced whole, never changed. Any thread.
public final class LiveConfig {

  private final KeyRing keys;
  private final Authenticate authenticate;
  private volatile GatewayConfig current;

  /// With the file's keys only.
  public LiveConfig(GatewayConfig first) {
    this(first, KeyRing.ofFile(first));
  }

  /// @param keys those of the file and of the database
  public LiveConfig(GatewayConfig first, KeyRing keys) {
    this.current = first;
    this.keys = keys;
    this.authenticate = new Authenticate(keys, InstantSource.system());
  }

  public GatewayConfig config() {
    return current;
  }

  /// Whether nobody would need a key under this file, because neither it nor the database has one.
  public boolean isOpenWith(GatewayConfig next) {
    return next.isOpen() && keys.storesNone();
  }

  public Authenticate authenticate() {
    return authenticate;
  }

  /// From now on requests start with this one; those in flight keep theirs.
  ///
  /// @return whether something changed that only a restart can put into effect
  public boolean replace(GatewayConfig next) {
    GatewayConfig before = current;
    keys.use(next);
    current = next;
    return !before.listen().equals(next.listen())
        || !before.admin().equals(next.admin())
        || !before.ledger().equals(next.ledger());
  }
}
