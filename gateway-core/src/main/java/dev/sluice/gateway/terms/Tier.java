package dev.sluice.gateway.terms;

import java.util.Optional;

/// How dear a model is, cheapest first; a route climbs this ladder.
public enum Tier {
  BUDGET("budget"),
  STANDARD("standard"),
  PREMIUM("premium");

  private final String wireName;

  Tier(String wireName) {
    this.wireName = wireName;
  }

  /// The name in configuration, headers and metrics.
  public String wireName() {
    return wireName;
  }

  public static Optional<Tier> of(String wireName) {
    for (Tier tier : values()) {
      if (tier.wireName.equals(wireName)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }
}
