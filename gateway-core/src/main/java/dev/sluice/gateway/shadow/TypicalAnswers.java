package dev.sluice.gateway.shadow;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How many tokens each model's answers to each kind of task usually have, hidden ones included,
/// for telling beforehand what a request will probably cost. Any thread.
///
/// Until [#ENOUGH] were seen, a guess by task that says so: the middle of what models of 2025 wrote
/// to prompts of the kind, without reasoning.
public final class TypicalAnswers {

  static final int ENOUGH = 30;

  /// The latest answer's weight, once there are as many: older ones fade.
  private static final double LEAST_WEIGHT = 0.01;

  private final Map<Key, Mean> means = new ConcurrentHashMap<>();

  private record Key(@Nullable TaskType task, String model) {}

  /// Tokens of an answer.
  ///
  /// @param assumed nothing was measured yet
  public record Length(double tokens, boolean assumed) {}

  void observe(Exchange x) {
    if (x.operation() != Operation.CHAT) {
      return;
    }
    TaskDecision task = x.task();
    for (Attempt attempt : x.attempts()) {
      if (attempt.state() == Attempt.State.SETTLED && attempt.failure() == null) {
        Usage usage = attempt.usage();
        means
            .computeIfAbsent(
                new Key(task == null ? null : task.task(), attempt.model().id()), _ -> new Mean())
            .add((double) (usage.output() + usage.reasoning()));
      }
    }
  }

  /// The usual length of a model's answers to a kind of task.
  ///
  /// @param task null where nobody needed to know
  public Length of(@Nullable TaskType task, String model) {
    Mean mean = means.get(new Key(task, model));
    Double measured = mean == null ? null : mean.valueOrNull();
    return measured == null ? new Length(usual(task), true) : new Length(measured, false);
  }

  private static double usual(@Nullable TaskType task) {
    return switch (task) {
      case CLASSIFICATION -> 10;
      case SIMPLE_QA -> 120;
      case TRANSLATION -> 200;
      case SUMMARIZATION -> 200;
      case CODE_GENERATION -> 600;
      case COMPLEX_REASONING -> 500;
      case GENERAL -> 350;
      case null -> 350;
    };
  }

  private static final class Mean {
    private long count;
    private double value;

    synchronized void add(double tokens) {
      count++;
      value += (tokens - value) * Math.max(1.0 / (double) count, LEAST_WEIGHT);
    }

    synchronized @Nullable Double valueOrNull() {
      return count < ENOUGH ? null : Double.valueOf(value);
    }
  }
}
