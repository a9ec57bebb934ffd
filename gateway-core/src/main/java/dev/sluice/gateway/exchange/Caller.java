package dev.sluice.gateway.exchange;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who asks: a virtual key and its team, or anybody in open mode. Limits of both hold.
///
/// @param keyId what the ledger names; `open` in open mode
/// @param limits the key's own
/// @param teamLimits what the keys of its team may do together
/// @param passthrough whether stored objects at the provider are within reach
public record Caller(
    String keyId,
    @Nullable String team,
    KeyLimits limits,
    KeyLimits teamLimits,
    boolean passthrough) {

  public static final Caller OPEN = new Caller("open", null, KeyLimits.NONE, KeyLimits.NONE, true);

  private static final String TIER = "tier:";

  /// One without limits but a choice of names; an empty one allows all.
  public Caller(String keyId, @Nullable String team, List<String> models, boolean passthrough) {
    this(keyId, team, KeyLimits.ofModels(models), KeyLimits.NONE, passthrough);
  }

  /// Whether it may ask for this model, tier, alias or `auto`: key and team name it or name
  /// nothing, and it is not above their highest tier.
  ///
  /// A model on no tier is above every bound, unless the key or the team names it.
  public boolean mayUse(GatewayConfig config, String name) {
    return isNamed(limits, name) && isNamed(teamLimits, name) && isWithinTier(config, name);
  }

  /// The highest tier for a request with these options, null for no bound; options only tighten.
  public @Nullable Tier maxTier(RequestOptions options) {
    return lower(options.maxTier(), maxTier());
  }

  /// The least quality that its requests are held to, 0 for no demand.
  public double minQuality() {
    return Math.max(orZero(limits.minQuality()), orZero(teamLimits.minQuality()));
  }

  private @Nullable Tier maxTier() {
    return lower(limits.maxTier(), teamLimits.maxTier());
  }

  private static boolean isNamed(KeyLimits of, String name) {
    return of.models().isEmpty() || of.models().contains(name);
  }

  private boolean isWithinTier(GatewayConfig config, String name) {
    Tier highest = maxTier();
    if (highest == null) {
      return true;
    }
    String target = config.aliases().getOrDefault(name, name);
    if (target.equals("auto") || target.startsWith("auto:")) {
      return true;
    }
    Tier tier = tier(config, target);
    return tier == null
        ? limits.models().contains(name) || teamLimits.models().contains(name)
        : tier.compareTo(highest) <= 0;
  }

  private static @Nullable Tier tier(GatewayConfig config, String target) {
    if (target.startsWith(TIER)) {
      return Tier.of(target.substring(TIER.length())).orElse(null);
    }
    ModelConfig model = config.model(target);
    return model == null ? null : model.tier();
  }

  private static @Nullable Tier lower(@Nullable Tier a, @Nullable Tier b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static double orZero(@Nullable Double quality) {
    return quality == null ? 0 : quality;
  }
}
