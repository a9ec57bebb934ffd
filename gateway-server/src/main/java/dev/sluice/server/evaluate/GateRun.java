package dev.sluice.server.evaluate;

import dev.sluice.gateway.quality.GateModel;
import dev.sluice.gateway.quality.GateTraining;
import dev.sluice.gateway.quality.GradedPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `./sluice train gate DIR`: fits the gate to recorded outcomes and says how good it is on prompts
/// that it never saw.
public final class GateRun {

  private static final int FOLDS = 5;

  private final StandIns standIns;
  private final Consumer<String> out;

  public GateRun(StandIns standIns, Consumer<String> out) {
    this.standIns = standIns;
    this.out = out;
  }

  /// Fits and reports.
  ///
  /// @param names of the sets to learn from; empty for all whose answers are right or wrong
  /// @param output where the model goes
  /// @param folds folder for the models that each leave a part of the prompts out, for `evaluate
  ///   routes --gate-folds`; null to keep none
  /// @throws CannotEvaluate when the outcomes cannot be read
  /// @throws IOException when a model cannot be written
  public void run(Path dir, List<String> names, Path output, @Nullable Path folds)
      throws IOException {
    OutcomeFolder folder = new OutcomeFolder(dir);
    List<OutcomeSet> sets =
        (names.isEmpty() ? folder.names().stream().filter(GateRun::isGraded).toList() : names)
            .stream().map(folder::set).toList();
    List<GradedPair> pairs = GradedOutcomes.of(sets, standIns);
    GateReport report = new GateReport(out);
    report.data(pairs);
    GateTraining training = new GateTraining(pairs);

    List<GateModel> withoutFold = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      withoutFold.add(training.fitWithout(fold, FOLDS));
    }
    List<GateTraining.Told> told = training.tellUnseen(withoutFold);
    report.unseen(told);
    report.signals(told, training.signals(FOLDS));
    report.thresholds(told);

    Files.write(output, training.fit().bytes());
    out.accept("wrote " + output);
    if (folds != null) {
      Files.createDirectories(folds);
      for (int fold = 0; fold < FOLDS; fold++) {
        Files.write(GateFolds.file(folds, fold), withoutFold.get(fold).bytes());
      }
      out.accept("wrote " + FOLDS + " models to " + folds);
    }
  }

  /// Open chat is compared, not graded: there is nothing to be certain of.
  private static boolean isGraded(String set) {
    return !set.equals("alpaca_eval");
  }
}
