package dev.sluice.gateway.config;

import java.util.List;

/// What reading a configuration file gave.
public sealed interface Loaded {

  record Ok(GatewayConfig config) implements Loaded {}

  /// Everything that is wrong with it, in the order of the file.
  record Invalid(List<Problem> problems) implements Loaded {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
