package dev.sluice.server.evaluate;

import dev.sluice.gateway.terms.Tier;
import java.util.Map;
import java.util.Objects;

/// One prompt of an evaluation: what each tier answers to it, and what the baseline does.
///
/// @param set index of its set
/// @param answers by model; those of the ladder are there
record Case(int set, String id, String prompt, Ladder ladder, Map<String, Recorded> answers) {

  /// What the tier's stand-in said.
  Recorded answer(Tier tier) {
    return byModel(ladder.model(tier));
  }

  Recorded baseline() {
    return byModel(ladder.baseline());
  }

  private Recorded byModel(String model) {
    return Objects.requireNonNull(answers.get(model), model);
  }
}
