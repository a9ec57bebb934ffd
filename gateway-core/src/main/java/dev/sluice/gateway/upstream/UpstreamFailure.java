package dev.sluice.gateway.upstream;

import dev.sluice.gateway.terms.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why there is no usable answer.
///
/// @param status the provider's status, 0 when none came
/// @param detail for the operator's log; never shown to a client
/// @param body the provider's error body, null unless a client may have caused it (4xx)
/// @param retryAfter how long the provider asked to wait, null when it did not
/// @param sent whether bytes of the request may have reached the provider, which may bill them
public record UpstreamFailure(
    FailureKind kind,
    int status,
    String detail,
    @Nullable ErrorText body,
    @Nullable Duration retryAfter,
    boolean sent) {

  /// A provider's error body.
  public static final class ErrorText {
    private final byte[] bytes;

    public ErrorText(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  /// A failure on the wire, before any status.
  public static UpstreamFailure of(FailureKind kind, String detail, boolean sent) {
    return new UpstreamFailure(kind, 0, detail, null, null, sent);
  }

  /// What an error status means for routing.
  public static FailureKind kindOf(int status) {
    return switch (status) {
      case 401, 402, 403 -> FailureKind.ACCOUNT;
      case 404 -> FailureKind.NOT_FOUND;
      case 408 -> FailureKind.OVERLOADED;
      case 429 -> FailureKind.RATE_LIMITED;
      case 503, 529 -> FailureKind.OVERLOADED;
      default -> status >= 500 ? FailureKind.SERVER_ERROR : FailureKind.BAD_REQUEST;
    };
  }
}
