package dev.sluice.gateway.route;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.path.ImmediateStage;
import dev.sluice.gateway.path.Step;
import org.jspecify.annotations.Nullable;

/// Finds out what the asked model name means, or ends the request with 404.
///
/// Event loop. Each exchange is resolved by its own configuration; the table of the last one seen
/// is kept, which around a reload at worst is built twice.
public final class ResolveRoute implements ImmediateStage {

  private volatile @Nullable Built last;

  private record Built(GatewayConfig config, RouteTable table) {}

  @Override
  public Step apply(Exchange x) {
    return switch (table(x.config()).resolve(x.request().model(), x.caller())) {
      case RouteTable.Resolved.Found found -> planned(x, found.plan());
      case RouteTable.Resolved.Unknown unknown -> new Step.Rejected(unknown.error());
    };
  }

  /// The table of this configuration.
  @SuppressWarnings("ReferenceEquality") // a reload makes a new instance, whatever it says
  public RouteTable table(GatewayConfig config) {
    Built built = last;
    if (built == null || built.config() != config) {
      built = new Built(config, RouteTable.of(config));
      last = built;
    }
    return built.table();
  }

  private static Step planned(Exchange x, Plan plan) {
    if (x.operation() == Operation.EMBEDDING && plan.isRouted()) {
      return new Step.Rejected(
          ApiError.badRequest(
              "The model `"
                  + plan.asked()
                  + "` routes chat requests; embeddings need a model by name.",
              "model",
              "unsupported_value"));
    }
    x.planAs(plan);
    return Step.CONTINUE;
  }
}
