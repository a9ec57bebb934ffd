package dev.sluice.server.http;

import dev.sluice.gateway.access.Authenticated;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.path.Step;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The path that a request takes, as the HTTP side sees it.
public interface Gateway {

  /// The configuration that new requests start with.
  GatewayConfig config();

  /// Recognises the caller, before the body is read. On the event loop.
  ///
  /// @param header the value of a request header by its lower-case name, null where it is absent
  Authenticated authenticate(UnaryOperator<@Nullable String> header);

  /// Answers from what is in memory, or says `CONTINUE`. On the event loop; never waits.
  Step immediate(Exchange x);

  /// Answers whatever it takes. On the request's virtual thread, after [#immediate].
  Step.End waiting(Exchange x) throws InterruptedException;

  /// Settles the books, before the last byte leaves; once for every exchange. Never waits.
  void close(Exchange x);

  /// Tells the observers, after the last byte, once for every exchange. Never waits.
  void observe(Exchange x, Outcome outcome);

  /// Says what would be done with a request; calls nobody, stores nothing. On a virtual thread.
  default Told preview(Exchange x) throws InterruptedException {
    return new Told.Refused(HttpErrors.internal());
  }

  /// Takes a caller's verdict about one of its answers. On a virtual thread.
  ///
  /// @param body as it was sent, decompressed
  default Told rate(Caller caller, byte[] body) {
    return new Told.Refused(HttpErrors.internal());
  }

  /// Hears of a request that ended before it became an exchange. On the event loop.
  ///
  /// @param id the request's id
  default void refused(String id, ApiError error) {}
}
