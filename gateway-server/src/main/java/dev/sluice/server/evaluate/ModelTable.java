package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Column;
import dev.sluice.gateway.audit.Holm;
import dev.sluice.gateway.audit.Interval;
import dev.sluice.gateway.audit.McNemar;
import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.audit.Strata;
import dev.sluice.server.evaluate.RoutesReport.ModelLine;
import java.util.ArrayList;
import java.util.List;

/// Collects how good models are on groups of prompts, each compared with the baseline on the same
/// prompts.
final class ModelTable {

  private final int draws;
  private final long seed;
  private final List<ModelLine> lines = new ArrayList<>();

  ModelTable(int draws, long seed) {
    this.draws = draws;
    this.seed = seed;
  }

  /// One model on one group.
  ///
  /// @param quality of its answers
  /// @param baseline of the baseline's to the same prompts
  void add(String group, String model, List<Double> quality, List<Double> baseline) {
    int prompts = quality.size();
    Column mine = Column.of(prompts, quality::get);
    Column others = Column.of(prompts, baseline::get);
    PairedBootstrap bootstrap = new PairedBootstrap(Strata.single(prompts), draws, seed);
    Interval difference = bootstrap.interval(means -> means.mean(mine) - means.mean(others));
    lines.add(
        new ModelLine(
            group,
            model,
            prompts,
            bootstrap.interval(means -> means.mean(mine)),
            difference,
            pValue(quality, baseline)));
  }

  /// NaN where an answer is neither right nor wrong.
  private static double pValue(List<Double> quality, List<Double> baseline) {
    int better = 0;
    int worse = 0;
    for (int i = 0; i < quality.size(); i++) {
      double mine = quality.get(i);
      double other = baseline.get(i);
      if ((mine != 0 && mine != 1) || (other != 0 && other != 1)) {
        return Double.NaN;
      }
      better += mine > other ? 1 : 0;
      worse += mine < other ? 1 : 0;
    }
    return McNemar.pValue(better, worse);
  }

  /// All lines, their p-values raised for being so many.
  List<ModelLine> lines() {
    List<Integer> tested = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!Double.isNaN(lines.get(i).pValue())) {
        tested.add(i);
      }
    }
    List<Double> adjusted = Holm.adjusted(tested.stream().map(i -> lines.get(i).pValue()).toList());
    List<ModelLine> all = new ArrayList<>(lines);
    for (int i = 0; i < tested.size(); i++) {
      ModelLine line = all.get(tested.get(i));
      all.set(
          tested.get(i),
          new ModelLine(
              line.group(),
              line.model(),
              line.prompts(),
              line.quality(),
              line.difference(),
              adjusted.get(i)));
    }
    return all;
  }
}
