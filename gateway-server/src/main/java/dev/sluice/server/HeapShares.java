package dev.sluice.server;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LimitConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much of the heap may be held on purpose: a quarter for stored answers, a quarter for bodies
/// on their way, whatever the configuration allows beyond that. The other half is for everything
/// else, and for the collector, which needs room to move what is large.
///
/// @param heapBytes the most that the heap may grow to
record HeapShares(long heapBytes) {

  private static final Logger LOG = LoggerFactory.getLogger(HeapShares.class);

  static HeapShares ofThisProcess() {
    return new HeapShares(Runtime.getRuntime().maxMemory());
  }

  long cacheBytes(GatewayConfig config) {
    return Math.min(config.cache().maxBytes(), heapBytes / 4);
  }

  LimitConfig limits(LimitConfig configured) {
    long share = heapBytes / 4;
    return configured.bufferedBytes() <= share
        ? configured
        : new LimitConfig(configured.concurrent(), share);
  }

  /// Says once which of the configured sizes the heap is too small for.
  void report(GatewayConfig config) {
    report("cache.max_bytes", config.cache().maxBytes(), cacheBytes(config));
    long buffered = config.limits().bufferedBytes();
    report("limits.buffered_bytes", buffered, limits(config.limits()).bufferedBytes());
  }

  private void report(String key, long configured, long used) {
    if (used < configured) {
      LOG.atInfo()
          .addKeyValue("key", key)
          .addKeyValue("configured_mb", configured >> 20)
          .addKeyValue("used_mb", used >> 20)
          .addKeyValue("heap_mb", heapBytes >> 20)
          .log("a configured size is held to a quarter of the heap");
    }
  }
}
