package dev.sluice.server.evaluate;

import dev.sluice.gateway.quality.GradedPair;
import dev.sluice.gateway.terms.Tier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Recorded outcomes as pairs of graded answers to learn the gate from.
///
/// The pairs of the models that stand for the tiers are reported on. Others of about their strength
/// teach what is true of more than one model, at a small weight. A set counts as a thousand prompts
/// at most, so that none drowns the others.
final class GradedOutcomes {

  private static final float MOST = 1_000;
  private static final float OTHERS = 0.15f;

  private static final List<String> BUDGET_LIKE =
      List.of(
          "Meta-Llama-3.1-8B-Instruct",
          "gemma-2-9b-it",
          "gpt-3.5-turbo-0125",
          "Qwen2.5-3B-Instruct");
  private static final List<String> STANDARD_LIKE =
      List.of("gpt-4o-mini-2024-07-18", "Qwen2.5-72B-Instruct", "Qwen2-72B-Instruct");

  private final StandIns standIns;
  private final List<GradedPair> pairs = new ArrayList<>();

  private GradedOutcomes(StandIns standIns) {
    this.standIns = standIns;
  }

  static List<GradedPair> of(List<OutcomeSet> sets, StandIns standIns) {
    GradedOutcomes graded = new GradedOutcomes(standIns);
    sets.forEach(graded::add);
    return List.copyOf(graded.pairs);
  }

  private void add(OutcomeSet set) {
    Ladder ladder = standIns.ladder(set);
    boolean three = ladder.models().containsKey(Tier.STANDARD);
    List<String> firsts = with(ladder.model(Tier.BUDGET), BUDGET_LIKE, set);
    List<String> seconds =
        three ? with(ladder.model(Tier.STANDARD), STANDARD_LIKE, set) : List.of();
    float weight = Math.min(1, MOST / set.outcomes().size());
    for (Outcome outcome : set.outcomes()) {
      Recorded next = outcome.answers().get(ladder.model(Tier.PREMIUM));
      for (String first : firsts) {
        if (!three) {
          add(set, outcome, first, null, next, first.equals(firsts.getFirst()), weight);
        }
        for (String second : seconds) {
          boolean main = first.equals(firsts.getFirst());
          boolean other = second.equals(seconds.getFirst());
          if (main || other) {
            add(set, outcome, first, second, next, main && other, weight);
          }
        }
      }
    }
  }

  private static List<String> with(String main, List<String> others, OutcomeSet set) {
    List<String> models = new ArrayList<>(List.of(main));
    others.stream()
        .filter(set.models()::contains)
        .filter(m -> !m.equals(main))
        .forEach(models::add);
    return models;
  }

  private void add(
      OutcomeSet set,
      Outcome outcome,
      String firstModel,
      @Nullable String secondModel,
      @Nullable Recorded next,
      boolean main,
      float weight) {
    Recorded first = outcome.answers().get(firstModel);
    Recorded second = secondModel == null ? null : outcome.answers().get(secondModel);
    if (first == null || next == null || (secondModel != null && second == null)) {
      return;
    }
    pairs.add(
        new GradedPair(
            set.name(),
            outcome.prompt(),
            first.text(),
            second == null ? null : second.text(),
            isRight(first),
            second != null && isRight(second),
            isRight(next),
            main ? weight : OTHERS * weight,
            main));
  }

  private static boolean isRight(Recorded answer) {
    return answer.quality() > 0.5;
  }
}
