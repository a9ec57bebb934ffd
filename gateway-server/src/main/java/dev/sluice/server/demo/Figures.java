package dev.sluice.server.demo;

import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Everything that the report tells, computed from what the clients saw.
///
/// @param all the observations
/// @param warm those of them that did not meet a cold start, for times
/// @param took the whole replay
/// @param againstBaseline saved against the configured baseline model, as the headers say it
/// @param againstStandard saved against sending everything to the standard model
/// @param tasks by what the gateway took each answered request for
/// @param recognised answered requests whose task is the one that their author had in mind
/// @param coalesced hits that waited for an equal request in flight
/// @param failures by what went wrong, with their number
public record Figures(
    Slice all,
    List<Observation> warm,
    Duration took,
    Saving againstBaseline,
    Saving againstStandard,
    Map<TaskType, Slice> tasks,
    int recognised,
    int coalesced,
    Map<String, Integer> failures) {

  /// Computes them.
  ///
  /// @param standard price of the standard model; the answers that were served are priced at it,
  ///   with their visible tokens, hits too
  /// @param cold how many requests at the start say nothing about times; at most a quarter
  /// @param seed of the intervals
  public static Figures of(Replay.Result result, Price standard, int cold, long seed) {
    List<Observation> observations = result.observations();
    return new Figures(
        new Slice(observations),
        observations.subList(Math.min(cold, observations.size() / 4), observations.size()),
        result.took(),
        Saving.of(observations.stream().map(Figures::baselinePair).toList(), seed),
        Saving.of(observations.stream().map(o -> standardPair(o, standard)).toList(), seed),
        tasks(observations),
        (int) observations.stream().filter(Figures::isRecognised).count(),
        (int) observations.stream().filter(Observation::coalesced).count(),
        failures(observations));
  }

  /// How many requests got a whole answer.
  public int answered() {
    return (int) all.observations().stream().filter(Observation::answered).count();
  }

  private static Saving.Pair baselinePair(Observation o) {
    return new Saving.Pair(o.facts().cost(), o.facts().baseline().orElse(Usd.ZERO));
  }

  private static Saving.Pair standardPair(Observation o, Price standard) {
    Usd instead =
        o.usage()
            .map(usage -> Savings.counterpart(standard, usage, Savings.Lengths.ASSUMED).mid())
            .orElse(Usd.ZERO);
    return new Saving.Pair(o.facts().cost(), instead);
  }

  private static Map<TaskType, Slice> tasks(List<Observation> observations) {
    Map<TaskType, Slice> tasks = new EnumMap<>(TaskType.class);
    for (TaskType task : TaskType.values()) {
      Slice slice =
          new Slice(
              observations.stream()
                  .filter(o -> o.answered() && o.facts().task().filter(task::equals).isPresent())
                  .toList());
      if (slice.requests() > 0) {
        tasks.put(task, slice);
      }
    }
    return tasks;
  }

  private static boolean isRecognised(Observation o) {
    return o.answered() && o.facts().task().filter(o.labelled()::equals).isPresent();
  }

  private static Map<String, Integer> failures(List<Observation> observations) {
    Map<String, Integer> failures = new TreeMap<>();
    observations.stream()
        .filter(o -> !o.answered())
        .forEach(o -> failures.merge(o.failure(), 1, Integer::sum));
    return failures;
  }
}
