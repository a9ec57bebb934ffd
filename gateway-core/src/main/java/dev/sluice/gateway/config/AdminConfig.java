package dev.sluice.gateway.config;

import org.jspecify.annotations.Nullable;

/// The management listener.
///
/// @param token opens all of it; required when bound beyond loopback
/// @param metricsToken opens `/metrics` only
public record AdminConfig(
    String host, int port, @Nullable Secret token, @Nullable Secret metricsToken) {

  public boolean isLoopback() {
    return Loopback.isLoopback(host);
  }
}
