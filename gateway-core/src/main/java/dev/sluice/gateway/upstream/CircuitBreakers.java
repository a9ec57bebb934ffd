package dev.sluice.gateway.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The circuit breakers of all providers' models; they outlive a reload of the configuration. Any
/// thread.
public final class CircuitBreakers {

  /// What a breaker protects.
  ///
  /// @param provider its name in the configuration
  /// @param model id in the catalogue
  public record Key(String provider, String model) {}

  private final LongSupplier nanoTime;
  private final Map<Key, CircuitBreaker> breakers = new ConcurrentHashMap<>();

  /// @param nanoTime monotonic clock
  public CircuitBreakers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// The breaker of one model at one provider; only names of the configuration may be asked for.
  public CircuitBreaker of(String provider, String model) {
    Key key = new Key(provider, model);
    CircuitBreaker known = breakers.get(key);
    return known != null ? known : breakers.computeIfAbsent(key, k -> new CircuitBreaker(nanoTime));
  }

  /// Those that have been asked for so far, to look at.
  public Map<Key, CircuitBreaker> all() {
    return Map.copyOf(breakers);
  }
}
