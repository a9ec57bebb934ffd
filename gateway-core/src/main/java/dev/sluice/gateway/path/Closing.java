package dev.sluice.gateway.path;

import dev.sluice.gateway.exchange.Exchange;

/// Work that must be done before the last byte leaves; must not wait. Runs once per request.
@FunctionalInterface
public interface Closing {

  void close(Exchange x);
}
