package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands between a connection's bytes and its requests, in order.
///
/// Everything up to [Http1Connection] is HTTP/1.1; a stream of another protocol version would enter
/// behind it.
final class ServerPipeline extends ChannelInitializer<Channel> {

  private final ChannelGroup connections;
  private final @Nullable SslContext tls;
  private final ServerTimeouts timeouts;
  private final Supplier<Duration> patience;
  private final BooleanSupplier draining;
  private final Supplier<ChannelHandler> handlers;

  ServerPipeline(
      ChannelGroup connections,
      @Nullable SslContext tls,
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
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
    }
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    pipeline.addLast(
        decoder,
        new HttpResponseEncoder(),
        new SlowReaderGuard(patience),
        new Http1Connection(decoder, timeouts, draining),
        handlers.get());
  }
}
