package dev.sluice.gateway.cascade;

import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;

/// How long a model's good answers to such a request are at most: what is longer is probably wrong,
/// and another model should be asked instead. Any thread; asked more than once for a request, so it
/// must be quick and always say the same.
@FunctionalInterface
public interface LengthBound {

  /// Nobody knows.
  LengthBound NONE = (_, _) -> 0;

  /// In tokens, hidden ones included; 0 where there is no bound.
  long tokens(Exchange x, ModelConfig model);
}
