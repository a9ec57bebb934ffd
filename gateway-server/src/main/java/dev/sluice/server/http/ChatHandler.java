package dev.sluice.server.http;

import dev.sluice.gateway.chat.ChatRequest;
import dev.sluice.gateway.chat.Scanned;
import dev.sluice.gateway.exchange.Operation;

/// Turns bodies of `/chat/completions`, `/completions` and `/embeddings` into exchanges. Event loop
/// only.
final class ChatHandler {

  /// Larger bodies are scanned on a virtual thread.
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
    if (body.length <= MAX_SCANNED_ON_LOOP) {
      call.begin(scan(operation, body));
    } else {
      Thread.ofVirtual().name(request.id()).start(() -> scanAside(call, request, operation, body));
    }
  }

  private static void scanAside(
      ChatCall call, ClientRequest request, Operation operation, byte[] body) {
    Scanned scanned = new Scanned.Refused(HttpErrors.internal());
    try {
      scanned = scan(operation, body);
    } finally {
      Scanned result = scanned;
      request.loop().execute(() -> call.begin(result));
    }
  }

  private static Scanned scan(Operation operation, byte[] body) {
    return operation == Operation.CHAT ? ChatRequest.scanChat(body) : ChatRequest.scan(body);
  }
}
