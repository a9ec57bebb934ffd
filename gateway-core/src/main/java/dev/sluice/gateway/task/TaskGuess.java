package dev.sluice.gateway.task;

import dev.sluice.gateway.terms.TaskType;

/// The most likely task of a request and how likely it is.
///
/// @param task what the classifier says
/// @param probability calibrated: of guesses with 0.8, about eight in ten are right; 0…1
public record TaskGuess(TaskType task, double probability) {

  public TaskGuess {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is " + probability + ", must be 0…1");
    }
  }

  /// This guess, or `GENERAL` with the same probability where it is below `minProbability`.
  public TaskGuess orGeneralBelow(double minProbability) {
    return probability < minProbability && task != TaskType.GENERAL
        ? new TaskGuess(TaskType.GENERAL, probability)
        : this;
  }
}
