package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When an answer is accepted and what a request may cost.
///
/// @param accept threshold on P(good enough) for each tier, 0…1
/// @param maxCost cap over all attempts of one request
/// @param shadowRate share of accepted answers that are compared with another model's, 0…1
/// @param commit how long the beginning of a stream is held back
/// @param longest tokens of an answer that another model could still improve on, for each tier;
///   longer ones are given up. A tier without one has no bound
/// @param shadow how accepted answers are compared, and what follows
/// @param gate file with what the quality gate learned; null for what is shipped
public record CascadeConfig(
    Map<Tier, Double> accept,
    Usd maxCost,
    double shadowRate,
    CommitConfig commit,
    Map<Tier, Integer> longest,
    ShadowConfig shadow,
    @Nullable Path gate) {

  public CascadeConfig {
    accept = Collections.unmodifiableMap(new TreeMap<>(accept));
    longest = Collections.unmodifiableMap(new TreeMap<>(longest));
  }

  /// All else as usual.
  public CascadeConfig(Map<Tier, Double> accept, Usd maxCost, double shadowRate) {
    this(accept, maxCost, shadowRate, CommitConfig.DEFAULT, Map.of(), ShadowConfig.DEFAULT, null);
  }

  /// The tier's threshold; a tier that is not configured accepts at 0.8.
  public double threshold(Tier tier) {
    return accept.getOrDefault(tier, 0.8);
  }

  /// How many tokens an answer of this tier may have while another model could be asked, 0 for any.
  public int longest(Tier tier) {
    return longest.getOrDefault(tier, 0);
  }
}
