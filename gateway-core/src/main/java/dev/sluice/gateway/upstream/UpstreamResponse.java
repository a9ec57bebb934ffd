package dev.sluice.gateway.upstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a call: a whole answer, an open one, or a failure.
///
/// A provider's error status is a [Whole] here; [UpstreamFailure#kindOf] says what it means.
public sealed interface UpstreamResponse {

  /// The head of an answer.
  ///
  /// @param firstByteNanos from the start of the call to the first byte of the body
  record Head(int status, List<Header> headers, long firstByteNanos) {

    public Head {
      headers = List.copyOf(headers);
    }

    /// The first header of this name, ignoring case, or null.
    public @Nullable String header(String name) {
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase(name)) {
          return header.value();
        }
      }
      return null;
    }
  }

  /// Everything came.
  final class Whole implements UpstreamResponse {
    private final Head head;
    private final byte[] body;

    public Whole(Head head, byte[] body) {
      this.head = head;
      this.body = body;
    }

    public Head head() {
      return head;
    }

    /// The decoded body without leading blank lines; must not be written to.
    public byte[] body() {
      return body;
    }
  }

  /// A 2xx answer whose body is still coming; the stream is paused until it is started.
  record Opened(Head head, boolean events, UpstreamStream stream) implements UpstreamResponse {}

  /// No answer.
  record Failed(UpstreamFailure failure) implements UpstreamResponse {}
}
