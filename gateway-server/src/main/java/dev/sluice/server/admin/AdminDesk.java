package dev.sluice.server.admin;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Problem;
import dev.sluice.gateway.upstream.CircuitBreakers;
import dev.sluice.server.books.Books;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// What the admin API works with.
///
/// @param books of the running gateway
/// @param config the one in effect
/// @param breakers of all providers' models
public record AdminDesk(
    Books books,
    Supplier<GatewayConfig> config,
    Reload reload,
    CircuitBreakers breakers,
    InstantSource clock) {

  /// Reads the configuration again.
  @FunctionalInterface
  public interface Reload {

    /// Puts it into effect, or says what is wrong with it; then the old one stays.
    ///
    /// @return empty when it is in effect
    List<Problem> now();
  }
}
