package dev.sluice.server.http;

/// Whether this process wants new requests; asked by load balancers, never asks a model. Any
/// thread.
public final class Health {

  private volatile boolean draining;

  public boolean isReady() {
    return !draining;
  }

  /// From now on `ready` says no, so that load balancers turn away before the listener closes.
  public void startDraining() {
    draining = true;
  }
}
