package dev.sluice.gateway.task;

/// Weights while they are fitted: full precision, one number a feature and task. Not thread-safe.
final class Weights {
  private static final int TASKS = TaskModel.TASKS;

  final float[] hashed = new float[Features.BUCKETS * TASKS];
  final float[] facts;
  final float[] bias = new float[TASKS];

  Weights(int factSize) {
    facts = new float[factSize * TASKS];
  }

  /// Adds `share` times the other weights.
  void add(Weights other, float share) {
    add(hashed, other.hashed, share);
    add(facts, other.facts, share);
    add(bias, other.bias, share);
  }

  private static void add(float[] to, float[] from, float share) {
    for (int i = 0; i < to.length; i++) {
      to[i] += share * from[i];
    }
  }

  /// The model of these weights at temperature 1, the hashed ones rounded to one byte each.
  TaskModel quantised(int signature) {
    float most = 1e-6f;
    for (float weight : hashed) {
      most = Math.max(most, Math.abs(weight));
    }
    float step = most / 127;
    byte[] bytes = new byte[Features.BUCKETS * TaskModel.STRIDE];
    for (int bucket = 0; bucket < Features.BUCKETS; bucket++) {
      for (int task = 0; task < TASKS; task++) {
        bytes[bucket * TaskModel.STRIDE + task] =
            (byte) Math.round(hashed[bucket * TASKS + task] / step);
      }
    }
    return new TaskModel(bytes, step, facts, bias, 1, signature);
  }
}
