package dev.sluice.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A virtual key from the file.
///
/// @param name its id in headers, ledger and logs
/// @param team null unless configured
/// @param passthrough whether it may reach stored objects at the provider
public record KeyConfig(
    String name, Secret key, @Nullable String team, KeyLimits limits, boolean passthrough) {

  /// One without limits but a choice of names; an empty one allows all.
  public KeyConfig(
      String name, Secret key, List<String> models, @Nullable String team, boolean passthrough) {
    this(name, key, team, KeyLimits.ofModels(models), passthrough);
  }

  /// Names it may use; empty allows all.
  public List<String> models() {
    return limits.models();
  }
}
