package dev.sluice.gateway.task;

import java.util.List;
import java.util.Random;

/// Fits the weights of a [TaskModel]: multinomial logistic regression by AdaGrad.
///
/// Two things keep it from learning the sources instead of the tasks: rows are weighted
/// ([RowWeights]), and in a share of the steps all hashed features (or all facts) of a row are left
/// out, so that neither part leans on the other. L2 decay acts on what a step touches.
/// Deterministic: one thread, one seed. (Duchi et al., Adaptive Subgradient Methods, JMLR 2011.)
final class SoftmaxTraining {
  private static final int TASKS = TaskModel.TASKS;
  private static final double LABEL_SMOOTHING = 0.03;
  private static final double ALTERNATIVE_SHARE = 0.2;

  private final Weights weights;
  private final Weights squares;
  private final Settings settings;
  private final Random random;

  /// How the fit is done.
  ///
  /// @param rounds fits, with different seeds, whose mean is taken
  /// @param epochs passes over all rows
  /// @param rate AdaGrad's step
  /// @param hashedDecay L2 strength of hashed weights
  /// @param factDecay L2 strength of the weights of facts
  /// @param hashedDropout share of steps without hashed features
  /// @param factDropout share of facts left out in a step
  /// @param seed of the order and of what is left out
  record Settings(
      int rounds,
      int epochs,
      double rate,
      double hashedDecay,
      double factDecay,
      double hashedDropout,
      double factDropout,
      long seed) {
    static final Settings USUAL = new Settings(3, 10, 0.15, 3e-4, 1e-3, 0.1, 0.1, 20_260_101L);
  }

  /// One row to learn from.
  record Row(Features features, LabelledPrompt prompt, double weight) {}

  private SoftmaxTraining(int factSize, Settings settings, int round) {
    weights = new Weights(factSize);
    squares = new Weights(factSize);
    this.settings = settings;
    random = new Random(settings.seed() + round);
  }

  /// Weights fitted to the rows, at temperature 1.
  ///
  /// The mean of several rounds, and in each of the second half of the epochs, which wavers less
  /// than any of them (Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging,
  /// 1992).
  static TaskModel fit(List<Row> rows, FeatureReader reader, Settings settings) {
    Weights mean = new Weights(reader.factSize());
    for (int round = 0; round < settings.rounds(); round++) {
      new SoftmaxTraining(reader.factSize(), settings, round).run(rows, mean);
    }
    return mean.quantised(reader.signature());
  }

  private void run(List<Row> rows, Weights mean) {
    int[] order = new int[rows.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int warmUp = settings.epochs() / 2;
    float share = 1f / (settings.rounds() * (settings.epochs() - warmUp));
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      shuffle(order);
      for (int i : order) {
        step(rows.get(i));
      }
      if (epoch >= warmUp) {
        mean.add(weights, share);
      }
    }
  }

  private void shuffle(int[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  private void step(Row row) {
    Features features = row.features();
    boolean useHashed = random.nextDouble() >= settings.hashedDropout();
    long factMask = factMask();
    double[] errors = scores(features, useHashed, factMask);
    softmax(errors);
    for (int task = 0; task < TASKS; task++) {
      errors[task] = row.weight() * (errors[task] - target(row.prompt(), task));
    }
    for (int task = 0; task < TASKS; task++) {
      move(weights.bias, squares.bias, task, errors[task]);
    }
    if (useHashed) {
      stepHashed(features, errors, row.weight() * settings.hashedDecay());
    }
    double decay = row.weight() * settings.factDecay();
    for (int i = 0; i < features.factCount(); i++) {
      if (keeps(factMask, i)) {
        int at = features.fact(i) * TASKS;
        for (int task = 0; task < TASKS; task++) {
          double gradient = errors[task] + decay * weights.facts[at + task];
          move(weights.facts, squares.facts, at + task, gradient);
        }
      }
    }
  }

  private void stepHashed(Features features, double[] errors, double decay) {
    for (int group = 0; group < Features.GROUPS; group++) {
      int from = features.groupStart(group);
      int to = features.groupEnd(group);
      double value = TaskModel.GROUP_SCALE[group] / Math.sqrt(Math.max(1, to - from));
      for (int i = from; i < to; i++) {
        int at = features.bucket(i) * TASKS;
        for (int task = 0; task < TASKS; task++) {
          double gradient = errors[task] * value + decay * weights.hashed[at + task];
          move(weights.hashed, squares.hashed, at + task, gradient);
        }
      }
    }
  }

  private double[] scores(Features features, boolean useHashed, long factMask) {
    double[] scores = new double[TASKS];
    for (int task = 0; task < TASKS; task++) {
      scores[task] = weights.bias[task];
    }
    for (int group = 0; useHashed && group < Features.GROUPS; group++) {
      int from = features.groupStart(group);
      int to = features.groupEnd(group);
      double value = TaskModel.GROUP_SCALE[group] / Math.sqrt(Math.max(1, to - from));
      for (int i = from; i < to; i++) {
        int at = features.bucket(i) * TASKS;
        for (int task = 0; task < TASKS; task++) {
          scores[task] += value * weights.hashed[at + task];
        }
      }
    }
    for (int i = 0; i < features.factCount(); i++) {
      if (keeps(factMask, i)) {
        int at = features.fact(i) * TASKS;
        for (int task = 0; task < TASKS; task++) {
          scores[task] += weights.facts[at + task];
        }
      }
    }
    return scores;
  }

  /// One bit a fact (modulo 64): zero where it is left out of this step.
  private long factMask() {
    long mask = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      mask = (mask << 1) | (random.nextDouble() >= settings.factDropout() ? 1 : 0);
    }
    return mask;
  }

  private static boolean keeps(long mask, int fact) {
    return ((mask >>> (fact % Long.SIZE)) & 1) != 0;
  }

  private static double target(LabelledPrompt prompt, int task) {
    double share = prompt.alternatives().isEmpty() ? 0 : ALTERNATIVE_SHARE;
    double target = TaskModel.column(prompt.task()) == task ? 1 - share : 0;
    for (var alternative : prompt.alternatives()) {
      target += TaskModel.column(alternative) == task ? share / prompt.alternatives().size() : 0;
    }
    return target * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / TASKS;
  }

  private void move(float[] values, float[] sums, int at, double gradient) {
    sums[at] += (float) (gradient * gradient);
    values[at] -= (float) (settings.rate() * gradient / (Math.sqrt(sums[at]) + 1e-3));
  }

  private static void softmax(double[] scores) {
    double top = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      top = Math.max(top, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - top);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
  }
}
