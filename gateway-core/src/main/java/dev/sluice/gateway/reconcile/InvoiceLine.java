package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider has charged for one request.
///
/// @param clientRequestId the id that the gateway sent with it, `request_id/attempt`
/// @param providerRequestId the provider's own id
/// @param model as the provider names it
/// @param tokens null where only the cost is told
/// @param cost null where only tokens are told
/// @param created when the provider had it, null where it does not say
public record InvoiceLine(
    @Nullable String clientRequestId,
    @Nullable String providerRequestId,
    String model,
    @Nullable Usage tokens,
    @Nullable Usd cost,
    @Nullable Instant created) {

  boolean hasId() {
    return clientRequestId != null || providerRequestId != null;
  }

  /// What it costs, told or computed; null where neither can be.
  @Nullable Usd cost(@Nullable Price price) {
    if (cost != null) {
      return cost;
    }
    return price == null || tokens == null ? null : price.cost(tokens);
  }
}
