package dev.sluice.gateway.shadow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The chat answers of the last day by their request's id, so that callers may rate them: names
/// only, no text. At most [#MOST], about 30 MB. Any thread.
public final class RecentAnswers {

  static final int MOST = 100_000;
  static final Duration LONGEST = Duration.ofHours(24);

  private final Cache<String, Known> answers;

  public RecentAnswers(Ticker ticker) {
    answers =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(LONGEST)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /// Who answered whom.
  ///
  /// @param task null where nobody needed to know
  /// @param tier null for an explicit model
  /// @param ratings how often it was rated
  record Known(
      String keyId,
      String model,
      @Nullable TaskType task,
      @Nullable Tier tier,
      AtomicInteger ratings) {}

  void remember(Exchange x) {
    String model = x.servedModel();
    if (x.operation() == Operation.CHAT && model != null) {
      TaskDecision task = x.task();
      answers.put(
          x.id(),
          new Known(
              x.caller().keyId(),
              model,
              task == null ? null : task.task(),
              x.servedTier(),
              new AtomicInteger()));
    }
  }

  /// The answer to this caller's request; another's does not exist for it.
  Optional<Known> of(String requestId, String keyId) {
    return Optional.ofNullable(answers.getIfPresent(requestId))
        .filter(known -> known.keyId().equals(keyId));
  }

  /// How many are remembered now.
  public long count() {
    return answers.estimatedSize();
  }
}
