package dev.sluice.gateway.access;

import dev.sluice.gateway.config.KeyLimits;
import org.jspecify.annotations.Nullable;

/// What a virtual key shall be, as people ask for it.
///
/// @param name what people call it; unique among keys that are not revoked
/// @param passthrough whether it may reach stored objects at the provider
public record KeyWish(String name, @Nullable String team, KeyLimits limits, boolean passthrough) {

  /// What it is now, to change some of it.
  public static KeyWish of(VirtualKey key) {
    return new KeyWish(key.name(), key.team(), key.limits(), key.passthrough());
  }
}
