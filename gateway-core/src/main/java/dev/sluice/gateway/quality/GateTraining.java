package dev.sluice.gateway.quality;

import dev.sluice.gateway.boost.BoostedTrees;
import java.util.ArrayList;
import java.util.List;

/// Fits the gate's model to graded answers, and tells what it knows of prompts it never saw.
public final class GateTraining {

  private final GateRows rows;

  public GateTraining(List<GradedPair> pairs) {
    rows = new GateRows(pairs);
  }

  /// The model of all pairs.
  public GateModel fit() {
    return rows.fit(_ -> true);
  }

  /// The model of all pairs but those of one fold.
  public GateModel fitWithout(int fold, int folds) {
    return rows.fit(row -> fold(rows.pairs().get(row).prompt(), folds) != fold);
  }

  /// Which fold a prompt is in; the same wherever the prompt comes from.
  public static int fold(String prompt, int folds) {
    int mixed = prompt.hashCode() * 0x9E3779B1;
    return Math.floorMod(mixed ^ (mixed >>> 15), folds);
  }

  /// What a model makes of a pair.
  ///
  /// @param first P(nothing gained by going on) with the first answer served, seen alone
  /// @param promised the same for the second, before it was asked
  /// @param firstOfBoth and with both seen; NaN where there is no second
  /// @param secondOfBoth likewise
  public record Told(
      GradedPair pair, double first, double promised, double firstOfBoth, double secondOfBoth) {}

  /// What the models that were fitted without a fold make of the reported pairs in it.
  public List<Told> tellUnseen(List<GateModel> withoutFold) {
    List<Told> told = new ArrayList<>();
    for (int row = 0; row < rows.pairs().size(); row++) {
      GradedPair pair = rows.pairs().get(row);
      if (pair.reported()) {
        told.add(tell(row, withoutFold.get(fold(pair.prompt(), withoutFold.size()))));
      }
    }
    return told;
  }

  private Told tell(int row, GateModel model) {
    GateModel.Good alone = model.alone(rows.alone(row));
    GateModel.Good both =
        rows.hasBoth(row) ? model.both(rows.both(row)) : new GateModel.Good(Double.NaN, Double.NaN);
    return new Told(
        rows.pairs().get(row), alone.first(), alone.second(), both.first(), both.second());
  }

  /// How one signal on its own scores the reported pairs, each by trees that never saw its fold.
  ///
  /// @param scores in the order of [#tellUnseen]
  public record SignalScores(String signal, List<Double> scores) {}

  public List<SignalScores> signals(int folds) {
    return GateSignals.aloneSpans().stream().map(span -> signal(span, folds)).toList();
  }

  private SignalScores signal(GateSignals.Span span, int folds) {
    List<BoostedTrees> withoutFold = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int left = fold;
      withoutFold.add(
          rows.fitSignal(span, row -> fold(rows.pairs().get(row).prompt(), folds) != left));
    }
    List<Double> scores = new ArrayList<>();
    for (int row = 0; row < rows.pairs().size(); row++) {
      GradedPair pair = rows.pairs().get(row);
      if (pair.reported()) {
        BoostedTrees trees = withoutFold.get(fold(pair.prompt(), folds));
        scores.add(1 - trees.probability(GateRows.cut(rows.alone(row), span)));
      }
    }
    return new SignalScores(span.signal(), scores);
  }
}
