package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells HTTP/2 by prior knowledge from HTTP/1.1 on a connection in clear text, by its first bytes
/// (RFC 9113 section 3.3), and makes room for the protocol it found. Event loop only.
///
/// `Upgrade: h2c` is not looked at: RFC 9113 has given it up, and JDK clients send it with bodies
/// that servers then lose.
final class PrefaceSniffer extends ByteToMessageDecoder {

  private static final ByteBuf PREFACE =
      Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

  private final ServerTimeouts timeouts;
  private final Consumer<ChannelHandlerContext> http1;
  private final Consumer<ChannelHandlerContext> http2;
  private @Nullable LazyTimer timer;
  private boolean begun;

  /// @param http1 puts the handlers of the protocol behind this one
  PrefaceSniffer(
      ServerTimeouts timeouts,
      Consumer<ChannelHandlerContext> http1,
      Consumer<ChannelHandlerContext> http2) {
    this.timeouts = timeouts;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = new LazyTimer(ctx.executor(), ctx::close);
    timer.arm(timeouts.idle());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int seen = Math.min(in.readableBytes(), PREFACE.readableBytes());
    if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), seen)) {
      leaveTo(http1, ctx);
    } else if (seen == PREFACE.readableBytes()) {
      leaveTo(http2, ctx);
    } else if (!begun && timer != null) {
      begun = true;
      timer.arm(timeouts.head());
    }
  }

  private void leaveTo(Consumer<ChannelHandlerContext> protocol, ChannelHandlerContext ctx) {
    protocol.accept(ctx);
    ctx.pipeline().remove(this); // hands on what it has read
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Shutdown) {
      ctx.close();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.close();
    }
  }
}
