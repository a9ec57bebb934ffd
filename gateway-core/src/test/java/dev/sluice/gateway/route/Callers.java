package dev.sluice.gateway.route;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members of teams with limits.
public final class Callers {

  private Callers() {}

  public static Caller ofTiers(@Nullable Tier key, @Nullable Tier team) {
    return new Caller("k", "web", upTo(key), upTo(team), false);
  }

  public static Caller ofModels(List<String> key, List<String> team) {
    return new Caller("k", "web", KeyLimits.ofModels(key), KeyLimits.ofModels(team), false);
  }

  private static KeyLimits upTo(@Nullable Tier tier) {
    return new KeyLimits(
        List.of(), tier, null, null, null, KeyLimits.Budget.NONE, false, null, null);
  }
}
