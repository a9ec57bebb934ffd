package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.server.client.EventLoopAffinity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers `/route` and `/feedback`, for which no model is asked. Each on a virtual thread; started
/// and written on the event loop.
final class AsideHandler {

  private static final Logger LOG = LoggerFactory.getLogger(AsideHandler.class);

  private final DataPlane plane;

  AsideHandler(DataPlane plane) {
    this.plane = plane;
  }

  /// @param body whole; the room that it takes is given back when the request is over
  void start(ClientRequest request, Endpoint asked, byte[] body) {
    if (!plane.admission().tryEnter()) {
      write(request, new Told.Refused(HttpErrors.overloaded()));
      plane.admission().release(body.length);
      return;
    }
    Thread.ofVirtual().name(request.id()).start(() -> run(request, asked, body));
  }

  /// On the virtual thread.
  private void run(ClientRequest request, Endpoint asked, byte[] body) {
    Told told = new Told.Refused(HttpErrors.internal());
    try {
      told = decoded(request, asked, body);
    } catch (InterruptedException e) {
      told = new Told.Refused(HttpErrors.shuttingDown());
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("request_id", request.id()).setCause(e).log("failed in us");
    } finally {
      Told result = told;
      request
          .loop()
          .execute(() -> {
            plane.admission().release(body.length);
            plane.admission().leave();
            write(request, result);
          });
    }
  }

  private Told decoded(ClientRequest request, Endpoint asked, byte[] body)
      throws InterruptedException {
    ContentCoding coding =
        ContentCoding.of(request.headers()).orElse(ContentCoding.IDENTITY); // the head was checked
    if (coding == ContentCoding.IDENTITY) {
      return answer(request, asked, body);
    }
    long limit = plane.gateway().config().listen().maxBody();
    return switch (coding.decode(body, limit, plane.admission())) {
      case ContentCoding.Decoded.Refused refused -> new Told.Refused(refused.error());
      case ContentCoding.Decoded.Body decoded -> {
        try {
          yield answer(request, asked, decoded.bytes());
        } finally {
          plane.admission().release(decoded.bytes().length);
        }
      }
    };
  }

  private Told answer(ClientRequest request, Endpoint asked, byte[] body)
      throws InterruptedException {
    if (asked instanceof Endpoint.Rate) {
      return plane.gateway().rate(request.caller(), body);
    }
    return switch (ChatRequest.scanChat(body)) {
      case Scanned.Refused refused -> new Told.Refused(refused.error());
      case Scanned.Ok ok -> preview(request, ok.request());
    };
  }

  private Told preview(ClientRequest request, ChatRequest chat) throws InterruptedException {
    return switch (plane
        .options()
        .parse(name -> request.headers().get(name), chat.json("sluice"))) {
      case OptionsParser.Parsed.Refused refused -> new Told.Refused(refused.error());
      case OptionsParser.Parsed.Ok ok ->
          plane.gateway().preview(exchange(request, chat, ok.options()));
    };
  }

  private Exchange exchange(ClientRequest request, ChatRequest chat, RequestOptions options) {
    return new Exchange(
        request.id(),
        Operation.CHAT,
        plane.gateway().config(),
        chat,
        options,
        request.caller(),
        () -> {},
        new EventLoopAffinity(request.loop()),
        plane.nanoTime());
  }

  private void write(ClientRequest request, Told told) {
    if (told instanceof Told.Refused refused) {
      plane.gateway().refused(request.id(), refused.error());
    }
    Response response = request.response();
    if (response.isEnded()) {
      return; // the client has left
    }
    switch (told) {
      case Told.Json json ->
          response.whole(200, Response.JSON, json.text().getBytes(UTF_8), Response.NO_MORE);
      case Told.Refused refused -> response.error(refused.error(), Response.NO_MORE);
    }
  }
}
