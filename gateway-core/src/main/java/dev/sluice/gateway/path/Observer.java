package dev.sluice.gateway.path;

import dev.sluice.gateway.exchange.Exchange;

/// Work after the last byte; always runs, once, whatever the end was. Must not wait or throw.
@FunctionalInterface
public interface Observer {

  void observe(Exchange x, Outcome outcome);
}
