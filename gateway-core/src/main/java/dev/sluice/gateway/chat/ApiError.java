package dev.sluice.gateway.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An error as OpenAI words it: a status, four body fields and two retry hints.
///
/// @param shouldRetry the `x-should-retry` header, absent when null
/// @param retryAfter the `Retry-After` header, absent when null
public record ApiError(
    int status,
    String message,
    String type,
    @Nullable String param,
    @Nullable String code,
    @Nullable Boolean shouldRetry,
    @Nullable Duration retryAfter) {

  public static final String INVALID_REQUEST = "invalid_request_error";
  public static final String SERVER_ERROR = "server_error";

  public static ApiError of(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return new ApiError(status, message, type, param, code, null, null);
  }

  /// 400 about one parameter.
  public static ApiError badRequest(String message, @Nullable String param, @Nullable String code) {
    return of(400, message, INVALID_REQUEST, param, code);
  }

  public ApiError retryAfter(Duration wait) {
    return new ApiError(status, message, type, param, code, shouldRetry, wait);
  }

  public ApiError shouldRetry(boolean should) {
    return new ApiError(status, message, type, param, code, should, retryAfter);
  }

  /// The body: one `error` object with all four keys.
  public byte[] body() {
    return ErrorBody.write(this);
  }
}
