package dev.sluice.server.http;

import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.server.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A listener for HTTP/1.1 and HTTP/2: binds, serves, and goes away without dropping a request.
///
/// What its requests mean is up to the handler that every connection gets: see [#dataPlane].
public final class HttpServer {

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final int BACKLOG = 4096;
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final ListenConfig listen;
  private final Transport transport;
  private final EventLoopGroup loops;
  private final ServerTimeouts timeouts;
  private final Supplier<Duration> patience;
  private final Supplier<ChannelHandler> handlers;
  private final ChannelGroup connections;
  private @Nullable Channel listener;
  private volatile @Nullable ServerTls tls;
  private volatile boolean draining;

  /// @param loops serve all connections; theirs is the caller
  /// @param patience how long a client may take nothing of what is written to it
  /// @param handlers makes the last handler of each connection
  public HttpServer(
      ListenConfig listen,
      Transport transport,
      EventLoopGroup loops,
      ServerTimeouts timeouts,
      Supplier<Duration> patience,
      Supplier<ChannelHandler> handlers) {
    this.listen = listen;
    this.transport = transport;
    this.loops = loops;
    this.timeouts = timeouts;
    this.patience = patience;
    this.handlers = handlers;
    this.connections = new DefaultChannelGroup(loops.next(), true);
  }

  /// The listener that callers of models use.
  public static HttpServer dataPlane(
      ListenConfig listen, Transport transport, EventLoopGroup loops, DataPlane plane) {
    return new HttpServer(
        listen,
        transport,
        loops,
        plane.timeouts(),
        () -> plane.gateway().config().timeouts().idle(),
        () -> new RequestHandler(plane));
  }

  /// Binds and begins to accept.
  ///
  /// @throws IOException when the address is taken or the certificate cannot be read
  public void start() throws IOException {
    ListenConfig.Tls files = listen.tls();
    ServerTls secured = files == null ? null : new ServerTls(files);
    tls = secured;
    var bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .childHandler(
                new ServerPipeline(
                    connections, secured, timeouts, patience, () -> draining, handlers));
    var bound = bootstrap.bind(listen.host(), listen.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on "
              + listen.host()
              + ":"
              + listen.port()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    listener = bound.channel();
  }

  /// The port that is really bound.
  public int port() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Connections that are open now.
  public int connections() {
    return connections.size();
  }

  /// Goes away: accepts nobody, lets every request finish and tells its client that the connection
  /// ends, closes idle connections after a moment. What is left at the limit is cut, streams with
  /// an error event.
  ///
  /// Not on an event loop. The loops stay up.
  public void drain(Duration limit) throws InterruptedException {
    draining = true;
    if (listener != null) {
      listener.close().sync();
    }
    for (Channel connection : connections) {
      tell(connection, Shutdown.DRAIN);
    }
    if (!connections.newCloseFuture().await(limit.toMillis())) {
      for (Channel connection : connections) {
        tell(connection, Shutdown.CUT);
      }
      if (!connections.newCloseFuture().await(LAST_WORDS.toMillis())) {
        connections.close().await();
      }
    }
  }

  private static void tell(Channel connection, Shutdown event) {
    connection.eventLoop().execute(() -> connection.pipeline().fireUserEventTriggered(event));
  }

  /// Takes a certificate into use that has changed on disk. Not on an event loop.
  public void refreshCertificate() {
    ServerTls files = tls;
    if (files != null) {
      files.refresh();
    }
  }
}
