package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What a model said of prompts whose task is known, and how good that was.
final class Scores {
  /// One prompt and the raw scores of each task.
  static final class Said {
    private final LabelledPrompt prompt;
    private final double[] scores;

    Said(LabelledPrompt prompt, double[] scores) {
      this.prompt = prompt;
      this.scores = scores.clone();
    }

    LabelledPrompt prompt() {
      return prompt;
    }

    TaskType task() {
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      return TaskModel.task(best);
    }

    boolean right() {
      return task() == prompt.task();
    }

    /// The probability of `of` at a temperature.
    double probability(TaskType of, double temperature) {
      double top = scores[TaskModel.column(task())];
      double sum = 0;
      for (double score : scores) {
        sum += Math.exp((score - top) / temperature);
      }
      return Math.exp((scores[TaskModel.column(of)] - top) / temperature) / sum;
    }
  }

  private final List<Said> all = new ArrayList<>();

  void add(LabelledPrompt prompt, double[] scores) {
    all.add(new Said(prompt, scores));
  }

  void addAll(Scores others) {
    all.addAll(others.all);
  }

  List<Said> said() {
    return List.copyOf(all);
  }

  Scores where(Predicate<LabelledPrompt> wanted) {
    Scores part = new Scores();
    all.stream().filter(said -> wanted.test(said.prompt())).forEach(part.all::add);
    return part;
  }

  int size() {
    return all.size();
  }

  /// Share of prompts whose task was told; NaN when there are none.
  double accuracy() {
    return (double) all.stream().filter(Said::right).count() / all.size();
  }

  /// The mean over tasks of F1; tasks that do not occur are left out.
  double macroF1() {
    double sum = 0;
    int tasks = 0;
    for (TaskType task : TaskType.values()) {
      long truth = all.stream().filter(said -> said.prompt().task() == task).count();
      long told = all.stream().filter(said -> said.task() == task).count();
      long right = all.stream().filter(said -> said.task() == task && said.right()).count();
      if (truth > 0) {
        sum += 2.0 * right / (truth + told);
        tasks++;
      }
    }
    return sum / tasks;
  }

  /// Expected calibration error over ten equal bins of the winner's probability.
  double calibrationError(double temperature) {
    double[] confidence = new double[10];
    int[] right = new int[10];
    for (Said said : all) {
      double p = said.probability(said.task(), temperature);
      int bin = Math.min(9, (int) (p * 10));
      confidence[bin] += p;
      right[bin] += said.right() ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < 10; bin++) {
      error += Math.abs(confidence[bin] - right[bin]) / all.size();
    }
    return error;
  }

  /// The temperature with the least log loss, between 0.2 and 5, by golden section.
  double bestTemperature() {
    double low = Math.log(0.2);
    double high = Math.log(5);
    double ratio = (Math.sqrt(5) - 1) / 2;
    for (int i = 0; i < 40; i++) {
      double a = high - ratio * (high - low);
      double b = low + ratio * (high - low);
      if (logLoss(Math.exp(a)) < logLoss(Math.exp(b))) {
        high = b;
      } else {
        low = a;
      }
    }
    return Math.exp((low + high) / 2);
  }

  private double logLoss(double temperature) {
    double loss = 0;
    for (Said said : all) {
      loss -= Math.log(Math.max(1e-9, said.probability(said.prompt().task(), temperature)));
    }
    return loss;
  }
}
