package dev.sluice.server.admin;

import dev.sluice.gateway.chat.ApiError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ends a request of the admin API with an error. Never leaves the package.
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final transient ApiError error;

  private Refused(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  static Refused badRequest(@Nullable String param, String message) {
    return new Refused(ApiError.badRequest(message, param, null));
  }

  static Refused of(int status, String message, @Nullable String code) {
    return new Refused(ApiError.of(status, message, ApiError.INVALID_REQUEST, null, code));
  }

  static Refused notFound(String message) {
    return of(404, message, null);
  }

  static Refused busy(String message) {
    return new Refused(
        ApiError.of(503, message, ApiError.SERVER_ERROR, null, "server_is_overloaded")
            .retryAfter(WAIT));
  }

  ApiError error() {
    return error;
  }
}
