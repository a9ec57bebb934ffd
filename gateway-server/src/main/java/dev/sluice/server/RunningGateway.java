package dev.sluice.server;

import dev.sluice.server.admin.ReloadBell;
import dev.sluice.server.metrics.GatewayMetrics;
import java.time.Duration;
import java.util.function.Consumer;

/// A started gateway.
///
/// @param dataUrl where callers connect, without `/v1`
/// @param adminUrl the management listener
/// @param certificates looks whether the certificate has changed on disk, and takes it into use
/// @param reload where the admin API asks for a reload
/// @param stopping what [#stop] does
public record RunningGateway(
    String dataUrl,
    String adminUrl,
    GatewayMetrics metrics,
    Runnable certificates,
    ReloadBell reload,
    Consumer<Duration> stopping)
    implements AutoCloseable {

  /// Turns new requests away, lets running ones end within the time, then closes everything. Only
  /// the first call does something.
  public void stop(Duration patience) {
    stopping.accept(patience);
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
