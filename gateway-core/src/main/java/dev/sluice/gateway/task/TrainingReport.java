package dev.sluice.gateway.task;

import dev.sluice.gateway.task.Scores.Said;
import dev.sluice.gateway.terms.TaskType;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Prints what a training run found, one line at a time.
final class TrainingReport {
  private final Consumer<String> out;

  TrainingReport(Consumer<String> out) {
    this.out = out;
  }

  void data(List<LabelledPrompt> training, List<LabelledPrompt> validation) {
    long own = training.stream().filter(p -> p.source().equals(OwnPrompts.SOURCE)).count();
    out.accept(
        String.format(
            Locale.ROOT,
            "training on %d prompts, %d of them our own; validation on %d",
            training.size(),
            own,
            validation.size()));
  }

  /// How often each rule holds and how often it is right then.
  void rules(FeatureReader reader, List<LabelledPrompt> training, List<LabelledPrompt> validation) {
    List<Reading> trained = training.stream().map(p -> reader.reading(p.input())).toList();
    List<Reading> held = validation.stream().map(p -> reader.reading(p.input())).toList();
    out.accept("");
    out.accept(
        String.format(
            Locale.ROOT, "%-26s %-18s %s", "rule", "task", "right/holds in training, validation"));
    for (Rule rule : reader.rules()) {
      out.accept(
          String.format(
              Locale.ROOT,
              "%-26s %-18s %s   %s",
              rule.name(),
              rule.task().wireName(),
              precision(rule, trained, training),
              precision(rule, held, validation)));
    }
  }

  private static String precision(Rule rule, List<Reading> readings, List<LabelledPrompt> prompts) {
    int holds = 0;
    int right = 0;
    for (int i = 0; i < readings.size(); i++) {
      if (rule.holds(readings.get(i))) {
        holds++;
        right += prompts.get(i).task() == rule.task() ? 1 : 0;
      }
    }
    return holds == 0
        ? "    -          "
        : String.format(Locale.ROOT, "%4d/%-4d %5.1f%%", right, holds, 100.0 * right / holds);
  }

  void scores(String title, Scores scores, double temperature) {
    out.accept("");
    summary(title, scores, temperature);
    byTask(scores);
    scores.said().stream()
        .map(said -> said.prompt().source())
        .distinct()
        .forEach(source ->
            summary("  " + source, scores.where(p -> p.source().equals(source)), temperature));
  }

  void validation(Scores scores, double temperature) {
    scores("validation", scores, temperature);
    summary("  hard", scores.where(LabelledPrompt::hard), temperature);
    summary("  unseen sources", scores.where(LabelledPrompt::unseen), temperature);
    summary("  seen sources", scores.where(p -> !p.unseen()), temperature);
    confusion(scores);
  }

  private void summary(String title, Scores scores, double temperature) {
    if (scores.size() > 0) {
      out.accept(
          String.format(
              Locale.ROOT,
              "%-54s n=%-5d accuracy %.4f  macro-F1 %.4f  ECE %.4f",
              title,
              scores.size(),
              scores.accuracy(),
              scores.macroF1(),
              scores.calibrationError(temperature)));
    }
  }

  private void byTask(Scores scores) {
    for (TaskType task : TaskType.values()) {
      Scores part = scores.where(prompt -> prompt.task() == task);
      if (part.size() > 0) {
        out.accept(
            String.format(
                Locale.ROOT,
                "    %-20s n=%-5d recall %.4f",
                task.wireName(),
                part.size(),
                part.accuracy()));
      }
    }
  }

  private void confusion(Scores scores) {
    out.accept("");
    out.accept(
        String.format(Locale.ROOT, "%-20s told as: %s", "truth", List.of(TaskType.values())));
    for (TaskType truth : TaskType.values()) {
      StringBuilder cells = new StringBuilder();
      for (TaskType told : TaskType.values()) {
        long count = scores.said().stream().filter(said -> is(said, truth, told)).count();
        cells.append(String.format(Locale.ROOT, "%6d", count));
      }
      out.accept(String.format(Locale.ROOT, "%-20s %s", truth.wireName(), cells));
    }
  }

  private static boolean is(Said said, TaskType truth, TaskType told) {
    return said.prompt().task() == truth && said.task() == told;
  }
}
