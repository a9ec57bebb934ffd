package dev.sluice.gateway.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who asks: a virtual key, or anybody in open mode.
///
/// @param keyId the key's name; `open` in open mode
/// @param models names it may use; empty allows all
/// @param passthrough whether stored objects at the provider are within reach
public record Caller(
    String keyId, @Nullable String team, List<String> models, boolean passthrough) {

  public static final Caller OPEN = new Caller("open", null, List.of(), true);

  public Caller {
    models = List.copyOf(models);
  }

  /// Whether the key names this model, tier, alias or `auto`.
  public boolean mayUse(String name) {
    return models.isEmpty() || models.contains(name);
  }
}
