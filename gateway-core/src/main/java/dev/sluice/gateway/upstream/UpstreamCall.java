package dev.sluice.gateway.upstream;

import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.exchange.Affinity;
import java.util.List;

/// One HTTP request to one provider. The client adds `Host`, `Authorization` and framing itself.
///
/// @param method `POST`, `GET`, …
/// @param path below the provider's base URL, with its query: `/chat/completions`
/// @param headers end-to-end headers, already filtered
/// @param body sent as it stands; empty for none; must not be written to
/// @param timeouts bounds of this attempt, already cut to the request's deadline
public record UpstreamCall(
    ProviderConfig provider,
    String method,
    String path,
    List<Header> headers,
    RequestBytes body,
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

  /// The bytes of a request body.
  public static final class RequestBytes {
    public static final RequestBytes NONE = new RequestBytes(new byte[0]);
    private final byte[] array;

    public RequestBytes(byte[] array) {
      this.array = array;
    }

    public byte[] array() {
      return array;
    }
  }
}
