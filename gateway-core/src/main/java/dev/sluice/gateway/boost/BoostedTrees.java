package dev.sluice.gateway.boost;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/// A sum of small decision trees whose logistic is a probability.
///
/// Every tree is complete and of the same depth; node `i` goes on to `2i + 1` where the feature is
/// at most the threshold, else to `2i + 2`. A node that nothing was gained by splitting sends all
/// to its left. Immutable; any thread.
public final class BoostedTrees {

  private static final int DEEPEST = 8;

  private final int depth;
  private final float base;
  private final short[] features;
  private final float[] thresholds;
  private final float[] leaves;

  BoostedTrees(int depth, float base, short[] features, float[] thresholds, float[] leaves) {
    this.depth = depth;
    this.base = base;
    this.features = features;
    this.thresholds = thresholds;
    this.leaves = leaves;
  }

  /// Trees whose score is the mean of the scores of others of the same depth.
  static BoostedTrees mean(List<BoostedTrees> all) {
    BoostedTrees one = all.getFirst();
    int count = all.size();
    float base = 0;
    short[] features = new short[count * one.features.length];
    float[] thresholds = new float[features.length];
    float[] leaves = new float[count * one.leaves.length];
    for (int i = 0; i < count; i++) {
      BoostedTrees of = all.get(i);
      base += of.base / count;
      System.arraycopy(of.features, 0, features, i * of.features.length, of.features.length);
      System.arraycopy(of.thresholds, 0, thresholds, i * of.features.length, of.features.length);
      for (int leaf = 0; leaf < of.leaves.length; leaf++) {
        leaves[i * of.leaves.length + leaf] = of.leaves[leaf] / count;
      }
    }
    return new BoostedTrees(one.depth, base, features, thresholds, leaves);
  }

  public int trees() {
    return leaves.length >> depth;
  }

  /// The probability for one row of features.
  public double probability(float[] row) {
    return logistic(score(row));
  }

  private double score(float[] row) {
    int inner = (1 << depth) - 1;
    double sum = base;
    for (int tree = 0; tree < trees(); tree++) {
      int node = 0;
      while (node < inner) {
        int at = tree * inner + node;
        node = 2 * node + (row[features[at]] <= thresholds[at] ? 1 : 2);
      }
      sum += leaves[(tree << depth) + node - inner];
    }
    return sum;
  }

  static double logistic(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  public void write(DataOutput out) throws IOException {
    out.writeByte(depth);
    out.writeShort(trees());
    out.writeFloat(base);
    for (short feature : features) {
      out.writeShort(feature);
    }
    for (float threshold : thresholds) {
      out.writeFloat(threshold);
    }
    for (float leaf : leaves) {
      out.writeFloat(leaf);
    }
  }

  /// Reads what [#write] wrote.
  ///
  /// @param width how many features a row has
  /// @throws IOException also where the bytes are no such trees
  public static BoostedTrees read(DataInput in, int width) throws IOException {
    int depth = in.readUnsignedByte();
    int trees = in.readUnsignedShort();
    if (depth < 1 || depth > DEEPEST) {
      throw new IOException("trees of depth " + depth);
    }
    int inner = (1 << depth) - 1;
    float base = in.readFloat();
    short[] features = new short[trees * inner];
    for (int i = 0; i < features.length; i++) {
      features[i] = in.readShort();
      if (features[i] < 0 || features[i] >= width) {
        throw new IOException("there is no feature " + features[i]);
      }
    }
    float[] thresholds = floats(in, features.length);
    return new BoostedTrees(depth, base, features, thresholds, floats(in, trees << depth));
  }

  private static float[] floats(DataInput in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
