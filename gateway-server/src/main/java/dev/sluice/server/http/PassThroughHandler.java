package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.handler.codec.http.HttpHeaderNames;

/// Sends requests on to a provider as they stand, once it is known which one. Event loop only.
final class PassThroughHandler {

  private final DataPlane plane;

  PassThroughHandler(DataPlane plane) {
    this.plane = plane;
  }

  /// @param body whole; the room that it takes is given back when the request is over
  void start(ClientRequest request, Endpoint.Forward forward, ReceivedBody body) {
    boolean entered = body instanceof ReceivedBody.OnDisk || plane.admission().tryEnter();
    if (!entered) {
      body.close();
      refuse(request, HttpErrors.overloaded());
      return;
    }
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    PassThroughCall call =
        new PassThroughCall(plane, request, forward, body, type == null ? "" : type);
    request.whenGone(call::clientLeft);
    request.whenCut(call::cut);
    request.whenWritabilityChanges(call::writabilityChanged);
    call.start();
  }

  private void refuse(ClientRequest request, ApiError error) {
    plane.gateway().refused(request.id(), error);
    request.response().error(error, Response.NO_MORE);
  }
}
