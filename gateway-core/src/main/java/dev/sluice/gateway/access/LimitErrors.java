package dev.sluice.gateway.access;

import dev.sluice.gateway.chat.ApiError;
import java.time.Duration;

/// What a caller is told that asks too often or for too much at a time.
///
/// The wait is the true one, but never above a minute: some SDKs ignore and others obey longer
/// ones.
final class LimitErrors {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private LimitErrors() {}

  static ApiError requests(long waitNanos) {
    return limited("requests", "This key or its team has used its requests of the minute.")
        .retryAfter(atMostAMinute(waitNanos));
  }

  static ApiError tokens(long waitNanos) {
    return limited("tokens", "This key or its team has used its tokens of the minute.")
        .retryAfter(atMostAMinute(waitNanos));
  }

  /// However long one waits, it will not fit.
  static ApiError tooLarge(long estimate) {
    return limited(
            "tokens",
            "This request may use "
                + estimate
                + " tokens, which is more than this key or its team may use in a minute. Shorten"
                + " the prompt or `max_tokens`.")
        .shouldRetry(false);
  }

  static ApiError concurrency() {
    return limited("requests", "This key or its team has as many requests running as it may have.")
        .retryAfter(A_MOMENT);
  }

  private static ApiError limited(String type, String message) {
    return ApiError.of(429, message, type, null, "rate_limit_exceeded");
  }

  private static Duration atMostAMinute(long nanos) {
    Duration wait = Duration.ofNanos(nanos);
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
