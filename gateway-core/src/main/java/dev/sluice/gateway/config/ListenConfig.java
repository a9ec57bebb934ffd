package dev.sluice.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where callers connect.
///
/// @param port 0 takes any free port
/// @param maxBody largest request body in bytes
/// @param tls null for clear text
public record ListenConfig(String host, int port, long maxBody, @Nullable Tls tls) {

  /// PEM files of the server's certificate chain and key.
  public record Tls(Path cert, Path key) {}

  /// Whether only this machine can connect.
  public boolean isLoopback() {
    return Loopback.isLoopback(host);
  }
}
