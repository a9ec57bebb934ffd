package dev.sluice.gateway.cascade;

import dev.sluice.gateway.budget.QuotaError;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.chat.ProviderError;
import dev.sluice.gateway.upstream.UpstreamFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the client is told when no model answered.
///
/// Only what a client can mend carries a provider's words and status; our account, our network and
/// our providers' health show as 502, 503 or 504. Waits are at most 8 s, since some SDKs ignore and
/// others obey longer ones.
public final class FailureAnswers {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final int CLIENT_CLOSED = 499;

  private FailureAnswers() {}

  public static ApiError of(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case BAD_REQUEST -> clientError(failure);
      case NOT_FOUND -> upstreamError("The provider of this model does not know it.");
      case RATE_LIMITED ->
          ApiError.of(
                  429,
                  "The provider of this model limits requests for now; try again shortly.",
                  "requests",
                  null,
                  "rate_limit_exceeded")
              .retryAfter(wait(failure.retryAfter()));
      case FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT ->
          ApiError.of(
              504,
              "The provider of this model did not answer in time.",
              ApiError.SERVER_ERROR,
              null,
              "upstream_timeout");
      case OVERLOADED, CIRCUIT_OPEN ->
          ApiError.of(
                  503,
                  "The provider of this model is overloaded; try again shortly.",
                  "service_unavailable_error",
                  null,
                  "server_is_overloaded")
              .retryAfter(wait(failure.retryAfter()));
      case REFUSED_BY_BUDGET -> overBudget();
      case BUDGET_SPENT -> QuotaError.SPENT;
      case LEDGER_FULL ->
          ApiError.of(
                  503,
                  "The gateway cannot record what it would pay; try again shortly.",
                  "service_unavailable_error",
                  null,
                  "server_is_overloaded")
              .retryAfter(LONGEST_WAIT);
      case ACCOUNT -> upstreamError("The provider of this model refused the gateway's account.");
      case CONNECT, RESET, STALE, SERVER_ERROR ->
          upstreamError("The provider of this model could not be reached or failed.");
      case CUT, PROTOCOL ->
          upstreamError("The provider of this model gave an incomplete or unreadable answer.");
      case CANCELLED ->
          ApiError.of(
              CLIENT_CLOSED, "The client closed the request.", ApiError.SERVER_ERROR, null, null);
    };
  }

  private static ApiError clientError(UpstreamFailure failure) {
    int status = failure.status();
    if (status < 400 || status > 499) {
      return upstreamError("The provider of this model refused the request.");
    }
    UpstreamFailure.ErrorText body = failure.body();
    return ProviderError.read(status, body == null ? null : body.bytes());
  }

  private static ApiError upstreamError(String message) {
    return ApiError.of(502, message, ApiError.SERVER_ERROR, null, "upstream_error");
  }

  private static ApiError overBudget() {
    return ApiError.of(
            402,
            "No model of this request fits its money cap.",
            "insufficient_quota",
            null,
            "budget_exceeded")
        .shouldRetry(false);
  }

  private static Duration wait(@Nullable Duration asked) {
    if (asked == null || asked.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }
}
