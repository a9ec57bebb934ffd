package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// When an answer is accepted and what a request may cost.
///
/// @param accept threshold on P(good enough) for each tier, 0…1
/// @param maxCost cap over all attempts of one request
/// @param shadowRate share of accepted answers that are compared with another model's, 0…1
/// @param shadow how they are compared, and what follows
public record CascadeConfig(
    Map<Tier, Double> accept, Usd maxCost, double shadowRate, ShadowConfig shadow) {

  public CascadeConfig {
    accept = Collections.unmodifiableMap(new TreeMap<>(accept));
  }

  /// With the usual ways of comparing.
  public CascadeConfig(Map<Tier, Double> accept, Usd maxCost, double shadowRate) {
    this(accept, maxCost, shadowRate, ShadowConfig.DEFAULT);
  }

  /// The tier's threshold; a tier that is not configured accepts at 0.8.
  public double threshold(Tier tier) {
    return accept.getOrDefault(tier, 0.8);
  }
}
