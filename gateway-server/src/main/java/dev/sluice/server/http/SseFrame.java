package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/// The wire form of server-sent events: `data:` lines and comments, nothing else, since ids, event
/// names and retry lines break clients.
final class SseFrame {

  static final byte[] DONE = ascii("[DONE]");

  private static final byte[] DATA = ascii("data: ");
  private static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");

  private SseFrame() {}

  /// One event; a payload of several lines becomes several `data:` lines.
  static ByteBuf data(ByteBufAllocator alloc, byte[] payload) {
    ByteBuf out = alloc.buffer(payload.length + DATA.length + 2).writeBytes(DATA);
    int from = 0;
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == '\n') {
        out.writeBytes(payload, from, i - from).writeByte('\n').writeBytes(DATA);
        from = i + 1;
      }
    }
    return out.writeBytes(payload, from, payload.length - from).writeByte('\n').writeByte('\n');
  }

  static ByteBuf keepAlive(ByteBufAllocator alloc) {
    return alloc.buffer(KEEP_ALIVE.length).writeBytes(KEEP_ALIVE);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
