package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Auroc;
import dev.sluice.gateway.audit.SignalTable;
import dev.sluice.gateway.quality.GateTraining;
import dev.sluice.gateway.quality.GradedPair;
import java.util.ArrayList;
import java.util.List;

/// How far each signal of the gate goes on its own: whether the budget answer, seen alone, is good
/// enough, told by trees that saw this signal only and never the prompt in question.
final class SignalAurocs {

  private static final int FOLDS = 5;
  private static final int LEAST = 50;

  private SignalAurocs() {}

  /// Empty where answers are compared instead of graded, or too few.
  static SignalTable of(List<OutcomeSet> sets, StandIns standIns) {
    List<GradedPair> pairs =
        GradedOutcomes.of(sets.stream().filter(SignalAurocs::isGraded).toList(), standIns).stream()
            .filter(GradedPair::reported)
            .toList();
    if (pairs.size() < LEAST) {
      return SignalTable.EMPTY;
    }
    List<SignalTable.Row> rows = new ArrayList<>();
    for (GateTraining.SignalScores signal : new GateTraining(pairs).signals(FOLDS)) {
      List<Auroc.Scored> scored = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        GradedPair pair = pairs.get(i);
        boolean good = pair.firstRight() || !pair.nextRight();
        scored.add(new Auroc.Scored(signal.scores().get(i), good));
      }
      rows.add(
          new SignalTable.Row(
              signal.signal(), "budget answer alone", Auroc.of(scored), pairs.size()));
    }
    return new SignalTable(rows);
  }

  private static boolean isGraded(OutcomeSet set) {
    return set.outcomes().stream()
        .flatMap(outcome -> outcome.answers().values().stream())
        .allMatch(answer -> answer.quality() == 0 || answer.quality() == 1);
  }
}
