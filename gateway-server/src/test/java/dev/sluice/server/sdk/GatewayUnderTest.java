package dev.sluice.server.sdk;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A gateway on a loopback port with a provider behind it that the scenarios can steer.
///
/// What it must be configured with and what its provider must answer stands in
/// `src/test/sdk/README.md`. Any thread may call it.
interface GatewayUnderTest extends AutoCloseable {

  /// Where SDKs are pointed to, `/v1` included.
  URI baseUrl();

  /// A key that may use every model of the scenarios.
  String apiKey();

  /// Makes the next `times` requests of a client end in this status of the provider.
  void failNext(int status, int times);

  /// Makes the provider close the connection of its next stream after so many bytes of the body.
  void cutNextStreamAt(int bodyBytes);

  /// How many calls the gateway has closed before the provider had answered them whole.
  int cancelledCount();

  /// The body of the last request that reached the provider.
  String lastRequest();

  @Override
  void close();

  /// Waits until `cancelledCount()` is above `count`, ten seconds at most, and returns it.
  default int awaitCancelledAbove(int count) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (cancelledCount() <= count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return cancelledCount();
  }
}
