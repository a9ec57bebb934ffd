package dev.sluice.gateway.boost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Fits [BoostedTrees] to labelled rows by Newton steps on the logistic loss.
///
/// Feature values are put into at most 64 bins by quantile first, so that a split is found from
/// sums per bin. Deterministic. One thread.
public final class TreeFitting {

  private static final int BINS = 64;

  private final Settings settings;
  private final SplittableRandom random;
  private final float[][] cuts;
  private final byte[][] bins;
  private final boolean[] labels;
  private final float[] weights;
  private final double[] scores;
  private final double[] gradients;
  private final double[] hessians;

  private TreeFitting(float[][] rows, boolean[] labels, float[] weights, Settings settings) {
    this.settings = settings;
    this.random = new SplittableRandom(settings.seed());
    this.labels = labels;
    this.weights = weights;
    int width = rows[0].length;
    cuts = new float[width][];
    bins = new byte[width][rows.length];
    for (int f = 0; f < width; f++) {
      bin(rows, f);
    }
    scores = new double[rows.length];
    gradients = new double[rows.length];
    hessians = new double[rows.length];
  }

  /// The trees that tell the label from the features.
  ///
  /// @param rows features, all of one width
  /// @param labels what the probability is of
  /// @param weights of the rows, 0 or more
  public static BoostedTrees fit(
      float[][] rows, boolean[] labels, float[] weights, Settings settings) {
    if (rows.length == 0 || rows.length != labels.length || rows.length != weights.length) {
      throw new IllegalArgumentException("rows, labels and weights must be as many, and some");
    }
    List<BoostedTrees> bags = new ArrayList<>();
    for (int bag = 0; bag < settings.bags(); bag++) {
      bags.add(new TreeFitting(rows, labels, weights, settings.bag(bag)).run());
    }
    return BoostedTrees.mean(bags);
  }

  private void bin(float[][] rows, int feature) {
    float[] values = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      values[i] = rows[i][feature];
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float[] found = new float[BINS - 1];
    int count = 0;
    for (int b = 1; b < BINS; b++) {
      float cut = sorted[(int) ((long) b * (sorted.length - 1) / BINS)];
      if (cut < sorted[sorted.length - 1] && (count == 0 || cut > found[count - 1])) {
        found[count++] = cut;
      }
    }
    cuts[feature] = Arrays.copyOf(found, count);
    for (int i = 0; i < values.length; i++) {
      int at = Arrays.binarySearch(cuts[feature], values[i]);
      bins[feature][i] = (byte) (at >= 0 ? at : -at - 1);
    }
  }

  private BoostedTrees run() {
    int inner = (1 << settings.depth()) - 1;
    short[] features = new short[settings.trees() * inner];
    float[] thresholds = new float[features.length];
    float[] leaves = new float[settings.trees() << settings.depth()];
    float base = (float) prior();
    Arrays.fill(scores, base);
    for (int tree = 0; tree < settings.trees(); tree++) {
      derive();
      grow(tree * inner, features, thresholds, tree << settings.depth(), leaves);
    }
    return new BoostedTrees(settings.depth(), base, features, thresholds, leaves);
  }

  /// The log-odds of the label over all rows.
  private double prior() {
    double yes = 1;
    double all = 2;
    for (int i = 0; i < labels.length; i++) {
      yes += labels[i] ? weights[i] : 0;
      all += weights[i];
    }
    return Math.log(yes / (all - yes));
  }

  private void derive() {
    for (int i = 0; i < scores.length; i++) {
      double p = BoostedTrees.logistic(scores[i]);
      gradients[i] = weights[i] * ((labels[i] ? 1 : 0) - p);
      hessians[i] = weights[i] * p * (1 - p);
    }
  }

  /// Grows one tree and adds it to the scores.
  private void grow(int nodeAt, short[] features, float[] thresholds, int leafAt, float[] leaves) {
    int[] seen = drawn(scores.length, settings.rowShare());
    int[] offered = drawn(cuts.length, settings.featureShare());
    int[] node = new int[scores.length];
    for (int level = 0; level < settings.depth(); level++) {
      int first = (1 << level) - 1;
      Split[] splits = splits(node, first, 1 << level, seen, offered);
      byte[][] of = new byte[splits.length][];
      for (int s = 0; s < splits.length; s++) {
        features[nodeAt + first + s] = (short) splits[s].feature();
        thresholds[nodeAt + first + s] = splits[s].threshold();
        of[s] = bins[splits[s].feature()];
      }
      for (int i = 0; i < node.length; i++) {
        int s = node[i] - first;
        node[i] = 2 * node[i] + (of[s][i] <= splits[s].bin() ? 1 : 2);
      }
    }
    weigh(node, seen, leafAt, leaves);
  }

  private void weigh(int[] node, int[] seen, int leafAt, float[] leaves) {
    int first = (1 << settings.depth()) - 1;
    double[] gradient = new double[first + 1];
    double[] hessian = new double[first + 1];
    for (int i : seen) {
      gradient[node[i] - first] += gradients[i];
      hessian[node[i] - first] += hessians[i];
    }
    for (int leaf = 0; leaf <= first; leaf++) {
      double step = gradient[leaf] / (hessian[leaf] + settings.ridge());
      leaves[leafAt + leaf] = (float) (settings.rate() * step);
    }
    for (int i = 0; i < node.length; i++) {
      scores[i] += leaves[leafAt + node[i] - first];
    }
  }

  private int[] drawn(int count, double share) {
    return IntStream.range(0, count).filter(_ -> random.nextDouble() < share).toArray();
  }

  /// A split of one node; `bin` and the threshold are the last that go left.
  private record Split(int feature, int bin, float threshold, double gain) {

    static final Split NONE = new Split(0, BINS, Float.MAX_VALUE, 0);
  }

  private Split[] splits(int[] node, int first, int count, int[] seen, int[] offered) {
    Split[] best = new Split[count];
    Arrays.fill(best, Split.NONE);
    int[] at = new int[seen.length];
    double[] steps = new double[3 * seen.length];
    for (int i = 0; i < seen.length; i++) {
      at[i] = (node[seen[i]] - first) * BINS;
      steps[3 * i] = gradients[seen[i]];
      steps[3 * i + 1] = hessians[seen[i]];
      steps[3 * i + 2] = weights[seen[i]];
    }
    for (int f : offered) {
      if (cuts[f].length > 0) {
        double[] sums = new double[3 * BINS * count];
        byte[] bin = bins[f];
        for (int i = 0; i < seen.length; i++) {
          int to = 3 * (at[i] + bin[seen[i]]);
          sums[to] += steps[3 * i];
          sums[to + 1] += steps[3 * i + 1];
          sums[to + 2] += steps[3 * i + 2];
        }
        offer(f, sums, best);
      }
    }
    return best;
  }

  /// @param sums for each node and bin of the feature: gradient, hessian and weight of its rows
  private void offer(int feature, double[] sums, Split[] best) {
    for (int n = 0; n < best.length; n++) {
      double[] all = new double[3];
      for (int at = 0; at < 3 * BINS; at++) {
        all[at % 3] += sums[3 * BINS * n + at];
      }
      double gradient = 0;
      double hessian = 0;
      double weight = 0;
      for (int bin = 0; bin < cuts[feature].length; bin++) {
        int at = 3 * (BINS * n + bin);
        gradient += sums[at];
        hessian += sums[at + 1];
        weight += sums[at + 2];
        if (weight < settings.leastRows() || all[2] - weight < settings.leastRows()) {
          continue;
        }
        double gain =
            worth(gradient, hessian)
                + worth(all[0] - gradient, all[1] - hessian)
                - worth(all[0], all[1]);
        if (gain > best[n].gain() + 1e-9) {
          best[n] = new Split(feature, bin, cuts[feature][bin], gain);
        }
      }
    }
  }

  private double worth(double gradient, double hessian) {
    return gradient * gradient / (hessian + settings.ridge());
  }
}
