package dev.sluice.gateway.upstream;

import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.exchange.Affinity;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// One HTTP request to one provider. The client adds `Host`, `Authorization` and framing itself.
///
/// @param method `POST`, `GET`, …
/// @param path below the provider's base URL, with its query: `/chat/completions`
/// @param headers end-to-end headers, already filtered
/// @param body sent as it stands; empty for none
/// @param timeouts bounds of this attempt, already cut to the request's deadline
public record UpstreamCall(
    ProviderConfig provider,
    String method,
    String path,
    List<Header> headers,
    RequestBody body,
    Expect expect,
    TimeoutConfig timeouts,
    Affinity affinity) {

  public UpstreamCall {
    headers = List.copyOf(headers);
  }

  /// In which form the answer is wanted.
  public enum Expect {
    /// Collected whole; a server-sent-events answer comes as [UpstreamResponse.Opened] all the
    /// same.
    WHOLE,
    /// Server-sent events, decoded to their payloads; anything else is collected whole.
    EVENTS,
    /// Whatever it is, a good answer is handed on in pieces; an error is collected whole.
    RAW
  }

  /// The body of a request: at hand, or read while it is sent.
  public sealed interface RequestBody permits RequestBytes, RequestSource {

    /// In bytes.
    long length();
  }

  /// A body in memory; must not be written to.
  public static final class RequestBytes implements RequestBody {
    public static final RequestBytes NONE = new RequestBytes(new byte[0]);
    private final byte[] array;

    public RequestBytes(byte[] array) {
      this.array = array;
    }

    public byte[] array() {
      return array;
    }

    @Override
    public long length() {
      return array.length;
    }
  }

  /// A body that is too large to be held; never empty.
  public non-sealed interface RequestSource extends RequestBody {

    /// The body from its first byte on; again where it has to be sent again. On a virtual thread;
    /// who opens it closes it.
    InputStream open() throws IOException;
  }
}
