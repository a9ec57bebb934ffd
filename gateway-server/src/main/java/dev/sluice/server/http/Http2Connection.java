package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is peculiar to an HTTP/2 connection as a whole: its settings, its idle time, and its end.
///
/// It ends in two steps (RFC 9113 section 6.8): a GOAWAY that names no last stream asks the client
/// to open no more, a second one a moment later says which ones were taken; when those are done,
/// the connection closes. Each stream is a channel of its own, see [Http2Stream]. Event loop only.
final class Http2Connection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private static final int MAX_STREAMS = 128;

  /// Large enough for an upload over a long way, small enough for [#MAX_STREAMS] of them.
  private static final int STREAM_WINDOW = 512 * 1024;

  private final ServerTimeouts timeouts;
  private final BooleanSupplier draining;
  private final Set<Channel> streams = new HashSet<>();
  private @Nullable LazyTimer timer;
  private boolean lastCall;
  private boolean closing;

  private Http2Connection(ServerTimeouts timeouts, BooleanSupplier draining) {
    this.timeouts = timeouts;
    this.draining = draining;
  }

  /// Appends the handlers of an HTTP/2 connection.
  ///
  /// @param stream fills the pipeline of one stream
  static void addTo(
      ChannelPipeline pipeline,
      ServerTimeouts timeouts,
      BooleanSupplier draining,
      StreamSetUp stream) {
    Http2Connection connection = new Http2Connection(timeouts, draining);
    pipeline.addLast(
        codec(), new Http2MultiplexHandler(new Streams(connection, stream)), connection);
  }

  /// Netty's limits on floods stay as they are: resets, small CONTINUATION frames, queued control
  /// frames, empty DATA frames.
  private static Http2FrameCodec codec() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(StrictRequestDecoder.MAX_HEAD_BYTES))
        .validateHeaders(true)
        .validateRequiredPseudoHeaders(true)
        .decoupleCloseAndGoAway(true)
        .build();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = new LazyTimer(ctx.executor(), () -> quiet(ctx));
    arm();
  }

  private void arm() {
    if (timer != null) {
      timer.arm(draining.getAsBoolean() ? timeouts.lastRequest() : timeouts.idle());
    }
  }

  private void begun(Channel stream) {
    streams.add(stream);
    if (timer != null && !lastCall) {
      timer.stop();
    }
  }

  private void ended(ChannelHandlerContext ctx, Channel stream) {
    streams.remove(stream);
    if (streams.isEmpty()) {
      if (closing) {
        close(ctx);
      } else if (!lastCall) {
        arm();
      }
    }
  }

  /// Nothing has happened for a while, or the moment of grace after the first GOAWAY is over.
  private void quiet(ChannelHandlerContext ctx) {
    closing = true;
    ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    if (streams.isEmpty()) {
      close(ctx);
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.channel().eventLoop().execute(ctx::close); // behind the last frames of the last stream
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Shutdown.DRAIN) {
      drain(ctx);
    } else if (event == Shutdown.CUT) {
      closing = true;
      if (streams.isEmpty()) {
        ctx.close();
      }
      for (Channel stream : List.copyOf(streams)) {
        stream.pipeline().fireUserEventTriggered(Shutdown.CUT);
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void drain(ChannelHandlerContext ctx) {
    if (!lastCall && timer != null) {
      lastCall = true;
      ctx.writeAndFlush(
          new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
      timer.arm(timeouts.lastRequest());
    }
  }

  /// Frames of the connection itself; the codec has acted on them.
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.close();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection failed", cause);
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      ctx.close();
    } // else the codec says GOAWAY and closes
  }

  /// Fills the pipeline of one stream.
  @FunctionalInterface
  interface StreamSetUp {
    void initStream(Channel stream);
  }

  /// Makes streams known to their connection.
  private static final class Streams extends ChannelInitializer<Channel> {

    private final Http2Connection connection;
    private final StreamSetUp setUp;

    Streams(Http2Connection connection, StreamSetUp setUp) {
      this.connection = connection;
      this.setUp = setUp;
    }

    @Override
    protected void initChannel(Channel stream) {
      ChannelHandlerContext ctx = stream.parent().pipeline().context(connection);
      connection.begun(stream);
      stream.closeFuture().addListener(closed -> connection.ended(ctx, stream));
      setUp.initStream(stream);
    }
  }
}
