package dev.sluice.bench.endure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// One HTTP/2 connection to the gateway, in clear text by prior knowledge, for several requests at
/// once.
final class H2Peer implements AutoCloseable {

  private static final int MAX_ANSWER = 1 << 20;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel connection;

  H2Peer(int port) {
    connection =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  /// Asks a question; done when the stream has ended, exceptionally when it was reset or cut.
  CompletableFuture<Events> ask(Model model, String tag) {
    CompletableFuture<Events> end = new CompletableFuture<>();
    Channel stream =
        new Http2StreamChannelBootstrap(connection)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new Http2StreamFrameToHttpObjectCodec(false),
                            new HttpObjectAggregator(MAX_ANSWER),
                            new Collect(end));
                  }
                })
            .open()
            .syncUninterruptibly()
            .getNow();
    byte[] body = Peer.question(model, true, tag).getBytes(ISO_8859_1);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/v1/chat/completions",
            Unpooled.wrappedBuffer(body));
    request.headers().set("host", "bench").set("content-type", "application/json");
    stream.writeAndFlush(request);
    return end;
  }

  @Override
  public void close() {
    connection.close().syncUninterruptibly();
    loop.shutdownGracefully();
  }

  private static final class Collect extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final CompletableFuture<Events> end;

    Collect(CompletableFuture<Events> end) {
      this.end = end;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response)
        throws IOException {
      byte[] body = response.content().toString(ISO_8859_1).getBytes(ISO_8859_1);
      end.complete(Events.read(new ByteArrayInputStream(body)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end.completeExceptionally(new IOException("the stream was reset or cut"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end.completeExceptionally(cause);
    }
  }
}
