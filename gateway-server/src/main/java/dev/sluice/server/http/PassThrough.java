package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.exchange.Affinity;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBody;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The port for requests that a provider answers as they stand: images, audio, stored objects.
@FunctionalInterface
public interface PassThrough {

  /// Sends the request once and waits for the head. On the request's virtual thread.
  Sent send(Request request) throws InterruptedException;

  /// What to send.
  ///
  /// @param id our own id of the request
  /// @param model the catalogue's entry of the named model, null where none is named or known
  /// @param path below the provider's base URL, with its query
  /// @param headers the client's own that may leave the house
  record Request(
      String id,
      Caller caller,
      ProviderConfig provider,
      @Nullable ModelConfig model,
      String method,
      String path,
      List<Header> headers,
      RequestBody body,
      Affinity affinity) {

    public Request {
      headers = List.copyOf(headers);
    }
  }

  /// What became of it.
  sealed interface Sent {

    /// How the caller's limits stand.
    Allowance allowance();

    /// What came back, and who wants to see it go by. The tap must hear of the end.
    record Passed(UpstreamResponse response, Tap tap, Allowance allowance) implements Sent {}

    /// It may not be sent.
    record Refused(ApiError error, Allowance allowance) implements Sent {}
  }

  /// Reads along, for the accounts. On the event loop.
  interface Tap {

    Tap NONE = new Tap() {};

    /// The next bytes of the answer's body; must not be written to.
    default void onData(byte[] data) {}

    /// The answer has ended, or was given up; before its last byte leaves. Once.
    default void onEnd(Outcome outcome) {}
  }
}
