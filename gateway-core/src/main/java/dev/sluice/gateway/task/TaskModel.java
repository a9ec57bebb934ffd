package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The weights of the classifier: multinomial logistic regression, its hashed part in one byte
/// each.
///
/// A bucket's seven weights lie in eight neighbouring bytes, so that a feature costs one cache
/// line. The score of a task is `bias + Σ groups scale/√n · Σ w + Σ facts w`; the probabilities are
/// the softmax of the scores divided by the temperature (Guo et al., On Calibration of Modern
/// Neural Networks, ICML 2017). Immutable, shared by all threads.
final class TaskModel {
  static final int TASKS = TaskType.values().length;
  static final int STRIDE = 8;

  private static final TaskType[] BY_COLUMN = TaskType.values();

  /// How much each group of hashed features may say, next to a fact.
  static final float[] GROUP_SCALE = {1.8f, 0.8f, 1.1f};

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SIGNS = 0x8080808080808080L;
  private static final long LANES = 0x00FF00FF00FF00FFL;
  private static final int OFFSET = 128;
  private static final int LANE_ROOM = 256; // 256 · 255 still fits into 16 bits

  private static final int MAGIC = 0x534C5402;

  private final byte[] hashed;
  private final float step;
  private final float[] facts;
  private final float[] bias;
  private final float temperature;
  private final int signature;

  TaskModel(
      byte[] hashed, float step, float[] facts, float[] bias, float temperature, int signature) {
    this.hashed = hashed;
    this.step = step;
    this.facts = facts;
    this.bias = bias;
    this.temperature = temperature;
    this.signature = signature;
  }

  /// Where a task's weights and scores stand; [FeatureReader#signature] notices when the order has
  /// changed.
  @SuppressWarnings("EnumOrdinal")
  static int column(TaskType task) {
    return task.ordinal();
  }

  /// The task of a column.
  static TaskType task(int column) {
    return BY_COLUMN[column];
  }

  /// The same weights at another temperature.
  TaskModel at(double newTemperature) {
    return new TaskModel(hashed, step, facts, bias, (float) newTemperature, signature);
  }

  /// Names the cues, rules and facts that the weights were trained for.
  int signature() {
    return signature;
  }

  double temperature() {
    return temperature;
  }

  /// The raw score of each task, by ordinal.
  double[] scores(Features features) {
    double[] scores = new double[TASKS];
    for (int task = 0; task < TASKS; task++) {
      scores[task] = bias[task];
    }
    int[] sums = new int[TASKS];
    for (int group = 0; group < Features.GROUPS; group++) {
      int from = features.groupStart(group);
      int to = features.groupEnd(group);
      if (to > from) {
        addGroup(
            features, from, to, sums, GROUP_SCALE[group] * step / Math.sqrt(to - from), scores);
      }
    }
    for (int i = 0; i < features.factCount(); i++) {
      int at = features.fact(i) * TASKS;
      for (int task = 0; task < TASKS; task++) {
        scores[task] += facts[at + task];
      }
    }
    return scores;
  }

  /// Sums the seven bytes of each bucket side by side: a bucket is read as one `long`, whose bytes,
  /// made positive by [#OFFSET], are added in lanes of 16 bits, every other byte in one of two
  /// longs.
  private void addGroup(
      Features features, int from, int to, int[] sums, double scale, double[] scores) {
    Arrays.fill(sums, 0);
    for (int block = from; block < to; block += LANE_ROOM) {
      int end = Math.min(to, block + LANE_ROOM);
      long even = 0;
      long odd = 0;
      for (int i = block; i < end; i++) {
        long bytes = (long) LONGS.get(hashed, features.bucket(i) * STRIDE) ^ SIGNS;
        even += bytes & LANES;
        odd += (bytes >>> 8) & LANES;
      }
      for (int task = 0; task < TASKS; task++) {
        long lanes = (task & 1) == 0 ? even : odd;
        sums[task] += (int) (lanes >>> (8 * (task & ~1))) & 0xFFFF;
      }
    }
    for (int task = 0; task < TASKS; task++) {
      scores[task] += scale * (sums[task] - OFFSET * (to - from));
    }
  }

  /// Turns scores into probabilities, in place.
  double[] probabilities(double[] scores) {
    double top = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      top = Math.max(top, score);
    }
    double sum = 0;
    for (int task = 0; task < TASKS; task++) {
      scores[task] = Math.exp((scores[task] - top) / temperature);
      sum += scores[task];
    }
    for (int task = 0; task < TASKS; task++) {
      scores[task] /= sum;
    }
    return scores;
  }

  void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(MAGIC);
    out.writeInt(signature);
    out.writeFloat(temperature);
    out.writeFloat(step);
    for (float value : bias) {
      out.writeFloat(value);
    }
    out.writeInt(facts.length);
    for (float value : facts) {
      out.writeFloat(value);
    }
    out.writeInt(hashed.length);
    out.write(hashed);
    out.flush();
  }

  /// @throws IOException when the bytes are not a model of this shape
  static TaskModel read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    if (in.readInt() != MAGIC) {
      throw new IOException("not a task model, or one of another version");
    }
    int signature = in.readInt();
    float temperature = in.readFloat();
    float step = in.readFloat();
    float[] bias = readFloats(in, TASKS);
    float[] facts = readFloats(in, in.readInt());
    if (in.readInt() != Features.BUCKETS * STRIDE) {
      throw new IOException("the task model has another number of buckets");
    }
    byte[] hashed = in.readNBytes(Features.BUCKETS * STRIDE);
    return new TaskModel(hashed, step, facts, bias, temperature, signature);
  }

  private static float[] readFloats(DataInputStream in, int count) throws IOException {
    if (count < 0 || count > 1 << 20) {
      throw new IOException("the task model names " + count + " weights");
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
