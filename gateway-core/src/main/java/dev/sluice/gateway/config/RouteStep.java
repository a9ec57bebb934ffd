package dev.sluice.gateway.config;

import java.util.List;

/// One step of a route; tiers are already resolved to the model they name.
public sealed interface RouteStep {

  /// Ask one model and judge its answer.
  record Ask(String model) implements RouteStep {}

  /// Ask both at once; where their final answers agree, the second's is served.
  record Agree(String first, String second) implements RouteStep {}

  /// The models of the step, in order.
  default List<String> models() {
    return switch (this) {
      case Ask ask -> List.of(ask.model());
      case Agree agree -> List.of(agree.first(), agree.second());
    };
  }
}
