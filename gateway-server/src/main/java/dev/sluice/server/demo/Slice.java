package dev.sluice.server.demo;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.util.List;

/// Some of the observations, counted: all of them, one task's, one tier's.
///
/// @param observations what was counted
public record Slice(List<Observation> observations) {

  public Slice {
    observations = List.copyOf(observations);
  }

  public int requests() {
    return observations.size();
  }

  public int hits() {
    return (int) observations.stream().filter(Observation::hit).count();
  }

  /// Those that a model answered for them alone.
  public Slice byModel() {
    return new Slice(observations.stream().filter(Observation::byModel).toList());
  }

  public Slice of(Tier tier) {
    return new Slice(
        observations.stream()
            .filter(o -> o.facts().tier().filter(tier::equals).isPresent())
            .toList());
  }

  public Usd cost() {
    return observations.stream().map(o -> o.facts().cost()).reduce(Usd.ZERO, Usd::plus);
  }

  public Usd baseline() {
    return observations.stream()
        .flatMap(o -> o.facts().baseline().stream())
        .reduce(Usd.ZERO, Usd::plus);
  }

  public int calls() {
    return observations.stream().mapToInt(o -> o.facts().attempts()).sum();
  }

  public Escalations escalations() {
    return Escalations.of(observations);
  }
}
