package dev.sluice.server.wire;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/// Sorts what a server sends by stream, for readers on other threads.
final class Http2Inbox extends Http2ChannelDuplexHandler {

  /// Something that came for a stream.
  sealed interface Event {

    record Head(Http2Headers headers, boolean last) implements Event {}

    /// A piece of a body.
    final class Data implements Event {
      private final byte[] bytes;
      private final int window;
      private final boolean last;

      private Data(Http2DataFrame frame) {
        bytes = ByteBufUtil.getBytes(frame.content());
        window = frame.initialFlowControlledBytes();
        last = frame.isEndStream();
      }

      byte[] bytes() {
        return bytes;
      }

      /// What it took of the stream's window.
      int window() {
        return window;
      }

      boolean last() {
        return last;
      }
    }

    record Over(Ending ending) implements Event {}
  }

  private final Map<Http2FrameStream, BlockingQueue<Event>> queues = new ConcurrentHashMap<>();
  private volatile int lastStream = -1;
  private volatile boolean closed;

  BlockingQueue<Event> register(Http2FrameStream stream) {
    BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    queues.put(stream, queue);
    if (closed) {
      queue.add(new Event.Over(new Ending.Cut("closed before the request")));
    }
    return queue;
  }

  Optional<Integer> goAway() {
    int last = lastStream;
    return last < 0 ? Optional.empty() : Optional.of(last);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof Http2GoAwayFrame goAway) {
        lastStream = goAway.lastStreamId();
      } else if (message instanceof Http2StreamFrame frame && frame.stream() != null) {
        read(frame);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(Http2StreamFrame frame) {
    if (frame instanceof Http2HeadersFrame head) {
      put(frame.stream(), new Event.Head(head.headers(), head.isEndStream()));
    } else if (frame instanceof Http2DataFrame data) {
      put(frame.stream(), new Event.Data(data));
    } else if (frame instanceof Http2ResetFrame reset) {
      put(frame.stream(), new Event.Over(new Ending.Reset(reset.errorCode())));
    }
  }

  private void put(Http2FrameStream stream, Event event) {
    BlockingQueue<Event> queue = queues.get(stream);
    if (queue != null) {
      queue.add(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2FrameStreamException broken) {
      put(broken.stream(), new Event.Over(new Ending.Reset(broken.error().code())));
    } else {
      over(cause.toString());
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    over("the connection was closed");
  }

  private void over(String how) {
    closed = true;
    queues.values().forEach(queue -> queue.add(new Event.Over(new Ending.Cut(how))));
  }
}
