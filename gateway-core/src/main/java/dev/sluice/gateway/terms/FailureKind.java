package dev.sluice.gateway.terms;

/// Why an upstream attempt gave no usable answer.
///
/// `retryable` kinds may be tried again at the same provider as long as no byte reached the client;
/// every kind but [#BAD_REQUEST], [#CANCELLED] and those about money moves on to the next provider.
public enum FailureKind {
  /// No connection: refused, unreachable, TLS failed, connect timed out. Nothing was sent.
  CONNECT("connect", true),
  /// The connection closed before a response head came.
  RESET("reset", true),
  /// A connection that was kept from an earlier call closed before any byte of an answer. Most
  /// likely it was already closing and nothing was read of the request, but nobody knows.
  STALE("stale", true),
  /// No first byte within `timeouts.first_byte`.
  FIRST_BYTE_TIMEOUT("timeout", false),
  /// No byte for `timeouts.idle` in the middle of an answer.
  IDLE_TIMEOUT("timeout", false),
  /// The whole call took longer than `timeouts.total`.
  TOTAL_TIMEOUT("timeout", false),
  /// The connection closed in the middle of an answer.
  CUT("cut", false),
  /// What came back is not HTTP, not JSON, or larger than allowed.
  PROTOCOL("protocol", false),
  /// 429.
  RATE_LIMITED("rate_limited", true),
  /// 5xx other than 503.
  SERVER_ERROR("server_error", true),
  /// 503 or 529.
  OVERLOADED("overloaded", true),
  /// 401, 402, 403: our account at the provider.
  ACCOUNT("account", false),
  /// 400, 413, 422 and other 4xx: the provider does not take this request.
  BAD_REQUEST("bad_request", false),
  /// 404: the provider does not know the model.
  NOT_FOUND("not_found", false),
  /// The circuit breaker is open; nothing was sent.
  CIRCUIT_OPEN("circuit_open", false),
  /// The request's money cap forbids the call; nothing was sent.
  REFUSED_BY_BUDGET("budget", false),
  /// The budget of the caller's key or team does not cover the call; nothing was sent.
  BUDGET_SPENT("budget", false),
  /// What would be paid could not be recorded; nothing was sent.
  LEDGER_FULL("ledger_full", false),
  /// The client left.
  CANCELLED("cancelled", false);

  private final String wireName;
  private final boolean retryable;

  FailureKind(String wireName, boolean retryable) {
    this.wireName = wireName;
    this.retryable = retryable;
  }

  /// The name in metrics.
  public String wireName() {
    return wireName;
  }

  public boolean retryable() {
    return retryable;
  }

  /// Whether there was not enough money for the call.
  public boolean isAboutMoney() {
    return this == REFUSED_BY_BUDGET || this == BUDGET_SPENT;
  }

  public boolean isTimeout() {
    return this == FIRST_BYTE_TIMEOUT || this == IDLE_TIMEOUT || this == TOTAL_TIMEOUT;
  }
}
