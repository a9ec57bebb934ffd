package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Models and prices as a provider's export means them.
final class Catalogue {

  private static final String DATE = "-\\d{4}-?\\d{2}-?\\d{2}$";

  private final GatewayConfig config;
  private final Map<String, Price> versions = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /// @param known every price that rows may name
  Catalogue(GatewayConfig config, List<PriceEntry> known) {
    this.config = config;
    known.forEach(entry -> versions.put(entry.version(), entry.price()));
    for (ModelConfig model : config.models().values()) {
      model.providers().forEach(served -> names.putIfAbsent(served.name(), model.id()));
    }
  }

  /// The catalogue's name for a provider's model, dated or not.
  String name(String providerName) {
    if (names.containsKey(providerName) || config.model(providerName) != null) {
      return names.getOrDefault(providerName, providerName);
    }
    String undated = providerName.replaceFirst(DATE, "");
    return names.getOrDefault(undated, config.model(undated) == null ? providerName : undated);
  }

  @Nullable Price price(@Nullable String version, String model) {
    Price dated = version == null ? null : versions.get(version);
    ModelConfig configured = config.model(model);
    return dated != null || configured == null ? dated : configured.price();
  }
}
