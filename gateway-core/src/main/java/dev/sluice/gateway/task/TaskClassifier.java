package dev.sluice.gateway.task;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Says what a chat request asks for, and how sure that is.
///
/// A linear model over words, word pieces and rule hits in six languages: tens of microseconds a
/// call, linear in the text's length, which is bounded. How it is trained and measured:
/// [TaskTraining]. Immutable; any thread may call it, on the event loop too.
public final class TaskClassifier {
  private final FeatureReader reader;
  private final TaskModel model;

  TaskClassifier(FeatureReader reader, TaskModel model) {
    if (reader.signature() != model.signature()) {
      throw new IllegalArgumentException(
          "the task weights were trained for other cues; run: sluice train tasks DIR");
    }
    this.reader = reader;
    this.model = model;
  }

  /// The classifier with the weights that ship with Sluice; reads about a megabyte, so call it
  /// once.
  public static TaskClassifier shipped() {
    try (InputStream in = TaskClassifier.class.getResourceAsStream("task-model.bin")) {
      if (in == null) {
        throw new IllegalStateException("task-model.bin is missing beside TaskClassifier");
      }
      TaskModel model = TaskModel.read(new BufferedInputStream(in, 1 << 16));
      return new TaskClassifier(FeatureReader.shipped(), model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The likeliest task of a request.
  public TaskGuess classify(TaskInput input) {
    double[] probabilities = probabilities(input);
    int best = 0;
    for (int task = 1; task < probabilities.length; task++) {
      best = probabilities[task] > probabilities[best] ? task : best;
    }
    return new TaskGuess(TaskModel.task(best), probabilities[best]);
  }

  /// The probability of each task, by ordinal; they sum to 1.
  double[] probabilities(TaskInput input) {
    return model.probabilities(model.scores(reader.read(input)));
  }
}
