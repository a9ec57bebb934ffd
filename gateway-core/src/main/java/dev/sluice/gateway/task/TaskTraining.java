package dev.sluice.gateway.task;

import dev.sluice.gateway.task.SoftmaxTraining.Settings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/// Fits the classifier's weights from labelled requests and says how good they are.
///
/// Three measurements, in rising order of comfort: *sources held out* (each source in turn is told
/// by a model that never saw it: what to expect of new users), *people held out* (five-fold within
/// the requests that people wrote), and *validation* (files `dev*`, whose sources are mostly the
/// training ones). The temperature is set on the first two, never on validation.
public final class TaskTraining {
  static final int FOLDS = 5;

  private final FeatureReader reader = FeatureReader.shipped();
  private final Settings settings;
  private final List<LabelledPrompt> prompts;
  private final List<Features> features;
  private final List<LabelledPrompt> validation;

  private TaskTraining(Path dir, Settings settings) throws IOException {
    this.settings = settings;
    prompts = new ArrayList<>(PromptFiles.training(dir));
    if (prompts.isEmpty()) {
      throw new IOException("no labelled prompts in " + dir + " (expected *.jsonl)");
    }
    prompts.addAll(OwnPrompts.all());
    features = prompts.stream().map(prompt -> reader.read(prompt.input())).toList();
    validation = PromptFiles.validation(dir);
  }

  /// What a training run measured.
  ///
  /// @param sourcesHeldOut accuracy on public sources that the model had not seen
  /// @param peopleHeldOut accuracy on people's requests, five-fold
  /// @param validation accuracy on the validation files; NaN without them
  /// @param temperature what the scores are divided by
  public record Report(
      double sourcesHeldOut, double peopleHeldOut, double validation, double temperature) {}

  /// Trains on the labelled prompts in `dir` (or its folder `tasktype`) and the project's own,
  /// writes the weights to `output` and tells `out` the report, line by line.
  ///
  /// @throws IOException when there is nothing to learn from, or a row is malformed
  public static Report run(Path dir, Path output, Consumer<String> out) throws IOException {
    return new TaskTraining(dir, Settings.USUAL).train(output, new TrainingReport(out));
  }

  /// As [#run], without the printed report.
  public static Report train(Path dir, Path output) throws IOException {
    return run(dir, output, line -> {});
  }

  private Report train(Path output, TrainingReport report) throws IOException {
    report.data(prompts, validation);
    report.rules(reader, prompts, validation);
    Scores sources = sourcesHeldOut();
    Scores people = peopleHeldOut();
    Scores heldOut = new Scores();
    heldOut.addAll(sources.where(prompt -> !prompt.made()));
    heldOut.addAll(people);
    double temperature = heldOut.bestTemperature();
    TaskModel model = fit(i -> true).at(temperature);
    report.scores("sources held out", sources, temperature);
    report.scores("people held out, five-fold", people, temperature);
    Scores told = new Scores();
    validation.forEach(p -> told.add(p, model.scores(reader.read(p.input()))));
    report.validation(told, temperature);
    write(model, output);
    return new Report(sources.accuracy(), people.accuracy(), told.accuracy(), temperature);
  }

  private Scores sourcesHeldOut() {
    List<IntPredicate> folds = new ArrayList<>();
    prompts.stream()
        .map(LabelledPrompt::source)
        .distinct()
        .filter(source -> !source.equals(OwnPrompts.SOURCE))
        .forEach(source -> folds.add(i -> prompts.get(i).source().equals(source)));
    return tell(folds);
  }

  private Scores peopleHeldOut() {
    List<IntPredicate> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      folds.add(i -> isPerson(i) && foldOf(i) == held);
    }
    return tell(folds);
  }

  private boolean isPerson(int i) {
    return !prompts.get(i).made() && !prompts.get(i).family().startsWith("MMLU");
  }

  /// Variants of one of our own prompts stay in one fold.
  private int foldOf(int i) {
    LabelledPrompt prompt = prompts.get(i);
    boolean own = prompt.source().equals(OwnPrompts.SOURCE);
    int hash = (own ? prompt.family() : prompt.input().text()).hashCode();
    return Math.floorMod(Tokens.mix(7, hash), FOLDS);
  }

  /// Lets the rows of each fold be told by a model fitted to all other rows; folds run side by
  /// side.
  private Scores tell(List<IntPredicate> folds) {
    Scores all = new Scores();
    folds.parallelStream().map(this::told).toList().forEach(all::addAll);
    return all;
  }

  private Scores told(IntPredicate held) {
    Scores scores = new Scores();
    TaskModel model = fit(held.negate());
    for (int i = 0; i < prompts.size(); i++) {
      if (held.test(i)) {
        scores.add(prompts.get(i), model.scores(features.get(i)));
      }
    }
    return scores;
  }

  private TaskModel fit(IntPredicate wanted) {
    List<LabelledPrompt> chosen = new ArrayList<>();
    List<Features> vectors = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      if (wanted.test(i)) {
        chosen.add(prompts.get(i));
        vectors.add(features.get(i));
      }
    }
    return SoftmaxTraining.fit(RowWeights.weigh(chosen, vectors), reader, settings);
  }

  private static void write(TaskModel model, Path output) throws IOException {
    Path parent = output.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(output))) {
      model.write(to);
    }
  }
}
