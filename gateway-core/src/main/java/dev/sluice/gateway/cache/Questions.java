package dev.sluice.gateway.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.sluice.gateway.exchange.Exchange;

/// The keys of the requests in flight, so that each body is hashed once, not by every stage.
///
/// Held by the exchange's identity and weakly: a request that ends is gone from here with it.
public final class Questions {

  private final LoadingCache<Exchange, CacheKey> keys =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build(CacheKey::of);

  CacheKey key(Exchange x) {
    return keys.get(x);
  }

  void forget(Exchange x) {
    keys.invalidate(x);
  }
}
