package dev.sluice.gateway.path;

import dev.sluice.gateway.exchange.Exchange;

/// A stage that answers at once from what is in memory; runs on the event loop.
@FunctionalInterface
public interface ImmediateStage {

  Step apply(Exchange x);
}
