package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Outcome.Kind;

/// How metrics and logs count the ways in which a request ends.
final class Outcomes {

  static final Outcome OK = new Outcome(Kind.OK, 200);

  private Outcomes() {}

  /// The client left.
  ///
  /// @param status of the head that it got, 0 when it got none
  static Outcome cancelled(int status) {
    return new Outcome(Kind.CANCELLED, status == 0 ? 499 : status);
  }

  static Outcome of(int status) {
    return new Outcome(status < 400 ? Kind.OK : kind(status), status);
  }

  static Outcome of(ApiError error) {
    boolean busy = "server_is_overloaded".equals(error.code());
    return new Outcome(busy ? Kind.REJECTED : kind(error.status()), error.status());
  }

  /// A stream whose head was good and whose end was not.
  static Outcome brokenStream(ApiError error) {
    return new Outcome(of(error).kind(), 200);
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 402, 429 -> Kind.REJECTED;
      case 504 -> Kind.TIMEOUT;
      case 500 -> Kind.INTERNAL;
      default -> status < 500 ? Kind.CLIENT_ERROR : Kind.UPSTREAM_ERROR;
    };
  }
}
