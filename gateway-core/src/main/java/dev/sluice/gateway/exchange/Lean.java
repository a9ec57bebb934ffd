package dev.sluice.gateway.exchange;

import dev.sluice.gateway.terms.Tier;
import org.jspecify.annotations.Nullable;

/// How much cheaper than usual `auto` is answered because a budget burns too fast, in steps.
public enum Lean {
  /// As configured.
  NONE(null),
  /// Thresholds as those of `auto:cheap`.
  CHEAP(null),
  /// That, and no tier above standard.
  STANDARD(Tier.STANDARD),
  /// That, and the budget tier only.
  BUDGET(Tier.BUDGET);

  private final @Nullable Tier highest;

  Lean(@Nullable Tier highest) {
    this.highest = highest;
  }

  /// The highest tier that is asked, null for no bound.
  public @Nullable Tier highest() {
    return highest;
  }

  /// The cheaper of the two.
  public Lean and(Lean other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
