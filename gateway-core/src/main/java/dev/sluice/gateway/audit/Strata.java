package dev.sluice.gateway.audit;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Which source each prompt of a sample comes from, and how much each source counts.
///
/// @param of the source of each prompt, 0…
/// @param weights of the sources, summing to 1
public record Strata(List<Integer> of, List<Double> weights) {

  private static final double TOLERANCE = 1e-9;

  public Strata {
    of = List.copyOf(of);
    weights = List.copyOf(weights);
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > TOLERANCE || weights.stream().anyMatch(weight -> weight < 0)) {
      throw new IllegalArgumentException("weights must sum to 1: " + weights);
    }
    for (int stratum = 0; stratum < weights.size(); stratum++) {
      if (!of.contains(stratum)) {
        throw new IllegalArgumentException("source " + stratum + " has no prompt");
      }
    }
  }

  /// Each prompt counts alike.
  public static Strata pooled(List<Integer> of) {
    int sources = of.stream().mapToInt(stratum -> stratum + 1).max().orElse(0);
    Double[] weights = new Double[sources];
    Arrays.fill(weights, 0.0);
    of.forEach(stratum -> weights[stratum] += 1.0 / of.size());
    return new Strata(of, List.of(weights));
  }

  /// One source.
  public static Strata single(int prompts) {
    return pooled(Collections.nCopies(prompts, 0));
  }

  public int count() {
    return weights.size();
  }

  int[] indices() {
    return of.stream().mapToInt(Integer::intValue).toArray();
  }
}
