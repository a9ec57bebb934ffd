package dev.sluice.gateway.budget;

import dev.sluice.gateway.chat.ApiError;

/// What a caller is told whose key or team has spent its budget. Asking again does not help.
public final class QuotaError {

  public static final ApiError SPENT =
      ApiError.of(
              429,
              "The budget of this key or of its team is spent, or what is left of it does not cover"
                  + " this request.",
              "insufficient_quota",
              null,
              "insufficient_quota")
          .shouldRetry(false);

  private QuotaError() {}
}
