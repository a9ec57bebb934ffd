package dev.sluice.gateway.shadow;

import dev.sluice.gateway.chat.Answer;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.quality.Agreement;
import dev.sluice.gateway.terms.TaskType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Compares an accepted answer with the reference's by their final answers alone, where the task
/// has one right answer and both state one.
///
/// Elsewhere two good answers may differ, so that equal ones are not counted as good either:
/// counting only what agrees would measure a quality of 1 whatever the answers are. Any thread.
final class Comparison {

  /// How the accepted answer compares.
  enum Result {
    BETTER,
    EQUAL,
    WORSE,
    /// Nobody could tell.
    UNDECIDED;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<TaskType> ONE_RIGHT_ANSWER =
      Set.of(TaskType.CLASSIFICATION, TaskType.COMPLEX_REASONING, TaskType.SIMPLE_QA);

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private final Agreement agreement = new Agreement();

  /// Empty where final answers do not decide.
  Optional<Result> of(Exchange x, Answer accepted, Answer reference) {
    TaskDecision task = x.task();
    if (task == null || !ONE_RIGHT_ANSWER.contains(task.task())) {
      return Optional.empty();
    }
    if (!hasFinalAnswer(x, accepted) || !hasFinalAnswer(x, reference)) {
      return Optional.empty();
    }
    boolean same =
        agreement.agree(x, accepted, reference)
            || (task.task() == TaskType.SIMPLE_QA && saysAll(accepted, reference));
    return Optional.of(same ? Result.EQUAL : Result.WORSE);
  }

  /// An answer that agrees with itself is one that can be compared.
  private boolean hasFinalAnswer(Exchange x, Answer answer) {
    return agreement.agree(x, answer, answer);
  }

  /// `Paris` and `The capital of France is Paris.`: one says all that the other does.
  private static boolean saysAll(Answer a, Answer b) {
    Set<String> left = words(a);
    Set<String> right = words(b);
    return !left.isEmpty()
        && !right.isEmpty()
        && (left.containsAll(right) || right.containsAll(left));
  }

  private static Set<String> words(Answer answer) {
    return WORD.matcher(answer.content().toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
