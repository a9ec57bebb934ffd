package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Strata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The prompts of an evaluation, set by set.
///
/// @param sets names, in order
/// @param ladders of each set
/// @param leftOut prompts that not every model of the ladder answered, or that came twice
record Suite(
    List<String> sets, List<Ladder> ladders, List<Case> cases, Strata strata, int leftOut) {

  Suite {
    sets = List.copyOf(sets);
    ladders = List.copyOf(ladders);
    cases = List.copyOf(cases);
  }

  /// How many prompts of a set there are.
  int prompts(int set) {
    return (int) cases.stream().filter(one -> one.set() == set).count();
  }

  /// Puts sets together.
  ///
  /// @param weights of the sets, in percent; empty where each prompt counts alike
  /// @throws CannotEvaluate when a set is empty or lacks models
  static Suite of(List<OutcomeSet> sets, StandIns standIns, Choice choice, List<Double> weights) {
    List<Ladder> ladders = sets.stream().map(standIns::ladder).toList();
    List<Case> cases = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    int leftOut = 0;
    for (int s = 0; s < sets.size(); s++) {
      List<Outcome> chosen =
          sets.get(s).outcomes().stream().filter(one -> choice.takes(one.id())).toList();
      List<Case> usable = new ArrayList<>();
      for (Outcome outcome : chosen) {
        if (isComplete(outcome, ladders.get(s)) && texts.add(outcome.prompt())) {
          usable.add(
              new Case(s, outcome.id(), outcome.prompt(), ladders.get(s), outcome.answers()));
        }
      }
      leftOut += chosen.size() - usable.size();
      if (usable.isEmpty()) {
        throw new CannotEvaluate(
            "Set '" + sets.get(s).name() + "' has no prompt that all its models answered.");
      }
      cases.addAll(spread(usable, choice.limit()));
    }
    return new Suite(
        sets.stream().map(OutcomeSet::name).toList(),
        ladders,
        cases,
        strata(cases, weights),
        leftOut);
  }

  private static boolean isComplete(Outcome outcome, Ladder ladder) {
    return outcome.answers().keySet().containsAll(ladder.models().values())
        && outcome.answers().containsKey(ladder.baseline());
  }

  private static List<Case> spread(List<Case> cases, int limit) {
    if (limit == 0 || limit >= cases.size()) {
      return cases;
    }
    List<Case> some = new ArrayList<>(limit);
    for (int i = 0; i < limit; i++) {
      some.add(cases.get((int) ((long) i * cases.size() / limit)));
    }
    return some;
  }

  private static Strata strata(List<Case> cases, List<Double> weights) {
    List<Integer> of = cases.stream().map(Case::set).toList();
    if (weights.isEmpty()) {
      return Strata.pooled(of);
    }
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    return new Strata(of, weights.stream().map(weight -> weight / sum).toList());
  }
}
