package dev.sluice.server.http;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.exchange.Operation;

/// Turns bodies of `/chat/completions`, `/completions` and `/embeddings` into exchanges. Event loop
/// only.
final class ChatHandler {

  /// Larger bodies, and compressed ones, are read on a virtual thread.
  private static final int MAX_SCANNED_ON_LOOP = 256 * 1024;

  private final DataPlane plane;

  ChatHandler(DataPlane plane) {
    this.plane = plane;
  }

  /// @param body whole; the room that it takes is given back when the request is over
  void start(ClientRequest request, Operation operation, byte[] body) {
    ChatCall call = new ChatCall(plane, request, operation, body.length);
    request.whenGone(call::clientLeft);
    request.whenCut(call::cut);
    request.whenWritabilityChanges(call::writabilityChanged);
    ContentCoding coding =
        ContentCoding.of(request.headers()).orElse(ContentCoding.IDENTITY); // the head was checked
    if (coding == ContentCoding.IDENTITY && body.length <= MAX_SCANNED_ON_LOOP) {
      call.begin(scan(operation, body));
    } else {
      Thread.ofVirtual()
          .name(request.id())
          .start(() -> scanAside(call, request, operation, coding, body));
    }
  }

  private void scanAside(
      ChatCall call,
      ClientRequest request,
      Operation operation,
      ContentCoding coding,
      byte[] body) {
    Scanned scanned = new Scanned.Refused(HttpErrors.internal());
    long held = body.length;
    try {
      switch (decoded(coding, body)) {
        case ContentCoding.Decoded.Refused refused ->
            scanned = new Scanned.Refused(refused.error());
        case ContentCoding.Decoded.Body decoded -> {
          held = decoded.bytes().length;
          scanned = scan(operation, decoded.bytes());
        }
      }
    } finally {
      Scanned result = scanned;
      long holding = held;
      request
          .loop()
          .execute(() -> {
            call.holds(holding);
            call.begin(result);
          });
    }
  }

  /// The room that the body takes passes from its compressed form to the other.
  private ContentCoding.Decoded decoded(ContentCoding coding, byte[] body) {
    if (coding == ContentCoding.IDENTITY) {
      return new ContentCoding.Decoded.Body(body);
    }
    long limit = plane.gateway().config().listen().maxBody();
    ContentCoding.Decoded decoded = coding.decode(body, limit, plane.admission());
    if (decoded instanceof ContentCoding.Decoded.Body) {
      plane.admission().release(body.length);
    }
    return decoded;
  }

  private static Scanned scan(Operation operation, byte[] body) {
    return operation == Operation.CHAT ? ChatRequest.scanChat(body) : ChatRequest.scan(body);
  }
}
