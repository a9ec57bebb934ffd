package dev.sluice.server.wire;

import dev.sluice.server.e2e.GatewayFixture;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A connection that speaks HTTP/2: several turns at once, and a window that opens only as far as
/// answers are read.
public final class Http2Wire implements Talk {

  /// What one unread answer may hold of the connection's window is far below this.
  private static final int MORE_WINDOW = 64 << 20;

  private final EventLoopGroup loops;
  private final Http2Inbox inbox = new Http2Inbox();
  private final Channel channel;
  private final String scheme;

  private Http2Wire(int port, Http2Settings settings, @Nullable SslContext tls) {
    scheme = tls == null ? "http" : "https";
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient().initialSettings(settings).validateHeaders(false).build();
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Bootstrap client =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel to) {
                    if (tls != null) {
                      to.pipeline().addLast(tls.newHandler(to.alloc(), "localhost", port));
                    }
                    to.pipeline().addLast(codec, inbox);
                  }
                });
    channel =
        client.connect(InetAddress.getLoopbackAddress(), port).syncUninterruptibly().channel();
    channel.writeAndFlush(new DefaultHttp2WindowUpdateFrame(MORE_WINDOW));
  }

  /// By prior knowledge.
  public static Http2Wire clear(int port) {
    return clear(port, Http2Settings.defaultSettings());
  }

  /// By prior knowledge, with settings of the client's own.
  public static Http2Wire clear(int port, Http2Settings settings) {
    return new Http2Wire(port, settings, null);
  }

  /// Over TLS, offering `h2` and `http/1.1`.
  ///
  /// @throws AssertionError when the server does not choose `h2`
  public static Http2Wire secure(int port, X509Certificate trusted) {
    Http2Wire wire = new Http2Wire(port, Http2Settings.defaultSettings(), clientOf(trusted));
    SslHandler ssl = wire.channel.pipeline().get(SslHandler.class);
    ssl.handshakeFuture().syncUninterruptibly();
    if (!ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol())) {
      wire.close();
      throw new AssertionError("the server chose " + ssl.applicationProtocol());
    }
    return wire;
  }

  private static SslContext clientOf(X509Certificate trusted) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .trustManager(trusted)
          .endpointIdentificationAlgorithm("")
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Turn send(Ask ask) {
    byte[] body = ask.body();
    if (body.length == 0) {
      return open(ask, true);
    }
    Ask framed = ask.with("content-length", Integer.toString(body.length));
    return open(framed, false).write(body, true);
  }

  @Override
  public Turn open(Ask ask) {
    return open(ask, false);
  }

  /// A request with exactly these headers, pseudo headers included.
  public Turn open(Http2Headers headers, boolean end) {
    Http2FrameStream stream = inbox.newStream();
    Http2Turn turn = new Http2Turn(this, stream, inbox.register(stream));
    channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end).stream(stream));
    return turn;
  }

  private Turn open(Ask ask, boolean end) {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method(ask.method())
            .scheme(scheme)
            .authority("127.0.0.1")
            .path(ask.path());
    for (Ask.Header header : ask.headers()) {
      headers.add(header.name().toLowerCase(Locale.ROOT), header.value());
    }
    return open(headers, end);
  }

  void data(Http2FrameStream stream, byte[] piece, boolean end) {
    channel.writeAndFlush(
        new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(piece), end).stream(stream));
  }

  void consumed(Http2FrameStream stream, int bytes) {
    if (bytes > 0) {
      channel.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes).stream(stream));
    }
  }

  void cancel(Http2FrameStream stream) {
    channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(stream));
  }

  /// The highest stream that the server will still answer, once it has said GOAWAY.
  public Optional<Integer> goAway() {
    return inbox.goAway();
  }

  /// Whether the server has said GOAWAY, waited for.
  public boolean awaitGoAway() {
    return GatewayFixture.await(() -> goAway().isPresent());
  }

  @Override
  public boolean isClosed() {
    return GatewayFixture.await(() -> !channel.isActive());
  }

  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
