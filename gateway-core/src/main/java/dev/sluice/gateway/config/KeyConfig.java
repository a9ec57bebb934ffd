package dev.sluice.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A virtual key from the file.
///
/// @param name its id in headers, ledger and logs
/// @param models names it may use (`auto`, tiers, aliases, models); empty allows all
/// @param team null unless configured
/// @param passthrough whether it may reach stored objects at the provider
public record KeyConfig(
    String name, Secret key, List<String> models, @Nullable String team, boolean passthrough) {

  public KeyConfig {
    models = List.copyOf(models);
  }
}
