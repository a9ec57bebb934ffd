package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands between a connection's bytes and its requests, in order.
///
/// TLS with ALPN, or the first bytes, say which protocol is spoken. Behind [Http1Connection] and
/// behind each [Http2Stream] there are the same messages, so that the last handler knows of no
/// protocol version.
final class ServerPipeline extends ChannelInitializer<Channel> {

  private final ChannelGroup connections;
  private final @Nullable ServerTls tls;
  private final ServerTimeouts timeouts;
  private final Supplier<Duration> patience;
  private final BooleanSupplier draining;
  private final Supplier<ChannelHandler> handlers;

  ServerPipeline(
      ChannelGroup connections,
      @Nullable ServerTls tls,
      ServerTimeouts timeouts,
      Supplier<Duration> patience,
      BooleanSupplier draining,
      Supplier<ChannelHandler> handlers) {
    this.connections = connections;
    this.tls = tls;
    this.timeouts = timeouts;
    this.patience = patience;
    this.draining = draining;
    this.handlers = handlers;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      pipeline.addLast(new PrefaceSniffer(timeouts, this::http1, this::http2));
    } else {
      pipeline.addLast(tls.current().newHandler(channel.alloc()), new Negotiated());
    }
  }

  private void http1(ChannelHandlerContext ctx) {
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    ctx.pipeline()
        .addLast(
            decoder,
            new HttpResponseEncoder(),
            new SlowReaderGuard(patience),
            new Http1Connection(decoder, timeouts, draining),
            handlers.get());
  }

  private void http2(ChannelHandlerContext ctx) {
    ctx.pipeline().addLast(new SlowReaderGuard(patience));
    Http2Connection.addTo(ctx.pipeline(), timeouts, draining, this::stream);
  }

  private void stream(Channel stream) {
    stream
        .pipeline()
        .addLast(
            new Http2StreamFrameToHttpObjectCodec(true),
            new SlowReaderGuard(patience),
            new Http2Stream(timeouts, patience),
            handlers.get());
  }

  /// Waits for the handshake.
  private final class Negotiated extends ApplicationProtocolNegotiationHandler {

    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        http2(ctx);
      } else {
        http1(ctx);
      }
    }

    /// A client that breaks off a handshake is no event worth a stack trace.
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
