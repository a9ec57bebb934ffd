package dev.sluice.gateway.path;

import dev.sluice.gateway.exchange.Exchange;

/// A stage that may wait; runs on the request's virtual thread.
@FunctionalInterface
public interface WaitingStage {

  Step apply(Exchange x) throws InterruptedException;
}
