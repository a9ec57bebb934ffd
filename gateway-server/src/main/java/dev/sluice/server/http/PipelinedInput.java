package dev.sluice.server.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/// Messages of requests whose turn has not come. Event loop only.
final class PipelinedInput {

  private static final int MAX_BYTES = 128 * 1024;

  /// What a message counts beyond its content.
  private static final int MESSAGE_BYTES = 1024;

  private final Deque<Object> messages = new ArrayDeque<>();
  private int bytes;

  void add(Object message) {
    messages.addLast(message);
    bytes += size(message);
  }

  Object remove() {
    Object message = messages.removeFirst();
    bytes -= size(message);
    return message;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /// Whether nothing more should be read from the connection for now.
  boolean isFull() {
    return bytes > MAX_BYTES;
  }

  void release() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    bytes = 0;
  }

  private static int size(Object message) {
    return MESSAGE_BYTES
        + (message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0);
  }
}
