package dev.sluice.gateway.idempotency;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import org.jspecify.annotations.Nullable;

/// An `Idempotency-Key` and whose it is: never equal to another caller's, whatever both wrote.
///
/// Everybody in open mode is one caller. `x-sluice-cache-scope` parts a caller's keys as it parts
/// its cache, for applications that serve several customers with one virtual key.
record CallersKey(String keyId, String partition, Operation operation, String value) {

  /// The request's key, or null where it carries none.
  static @Nullable CallersKey of(Exchange x) {
    String value = x.options().idempotencyKey();
    return value == null
        ? null
        : new CallersKey(x.caller().keyId(), x.options().cacheScope(), x.operation(), value);
  }

  /// Bytes in memory.
  long weight() {
    return 2L * (keyId.length() + partition.length() + value.length());
  }
}
