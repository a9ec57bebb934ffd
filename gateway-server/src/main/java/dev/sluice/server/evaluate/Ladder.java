package dev.sluice.server.evaluate;

import dev.sluice.gateway.terms.Tier;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// The recorded models of one set that stand for tiers and baseline.
///
/// @param models budget and premium always, standard where there is one
/// @param baselineIsPremium whether both are the same model, which is then priced as premium
record Ladder(Map<Tier, String> models, String baseline, boolean baselineIsPremium) {

  Ladder {
    models = Collections.unmodifiableMap(new EnumMap<>(models));
  }

  /// The tier whose stand-in answers for a tier: itself where it has one, else the next cheaper.
  Tier standing(Tier tier) {
    return standing(models.keySet(), tier);
  }

  static Tier standing(Set<Tier> recorded, Tier tier) {
    Tier found = Tier.BUDGET;
    for (Tier each : Tier.values()) {
      if (each.compareTo(tier) <= 0 && recorded.contains(each)) {
        found = each;
      }
    }
    return found;
  }

  String model(Tier tier) {
    return models.getOrDefault(standing(tier), "");
  }
}
