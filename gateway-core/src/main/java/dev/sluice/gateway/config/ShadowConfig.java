package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import org.jspecify.annotations.Nullable;

/// How the quality of accepted answers is measured while the gateway works, and what follows.
///
/// @param judge who compares two answers where their final answers do not decide
/// @param perHour what shadow answers and judges may cost in an hour
/// @param tighten whether thresholds rise where less is measured than they promise
public record ShadowConfig(Judge judge, Usd perHour, boolean tighten) {

  public static final ShadowConfig DEFAULT = new ShadowConfig(Judge.OFF, Usd.parse("1"), true);

  /// The tier whose model compares answers.
  public enum Judge {
    OFF(null),
    BUDGET(Tier.BUDGET),
    STANDARD(Tier.STANDARD);

    private final @Nullable Tier tier;

    Judge(@Nullable Tier tier) {
      this.tier = tier;
    }

    /// Null where nobody judges.
    public @Nullable Tier tier() {
      return tier;
    }
  }
}
