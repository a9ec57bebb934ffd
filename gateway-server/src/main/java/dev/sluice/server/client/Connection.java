package dev.sluice.server.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection to a provider; serves one call at a time. Event loop only.
final class Connection extends ChannelInboundHandlerAdapter {

  /// The call that is being served.
  interface Receiver {

    /// Bytes came, whatever they mean.
    void onBytes();

    /// A part of the answer; valid during the call.
    void onPart(HttpObject part);

    /// The connection is gone; nothing more follows.
    ///
    /// @param cause null for an orderly close
    void onClosed(@Nullable Throwable cause);
  }

  private static final int MAX_HEAD_BYTES = 64 << 10;
  private static final int MAX_PIECE_BYTES = 64 << 10;

  private final Channel channel;
  private final Origin origin;
  private @Nullable Receiver receiver;
  private @Nullable Runnable whenLost;
  private @Nullable OutgoingBody outgoing;

  private Connection(Channel channel, Origin origin) {
    this.channel = channel;
    this.origin = origin;
  }

  /// Makes a connection of a channel that is about to connect.
  static void install(Channel channel, Origin origin, int maxBodyBytes) {
    Connection connection = new Connection(channel, origin);
    HttpDecoderConfig decoder =
        new HttpDecoderConfig().setMaxHeaderSize(MAX_HEAD_BYTES).setMaxChunkSize(MAX_PIECE_BYTES);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(connection.new ByteWatch());
    pipeline.addLast(new HttpClientCodec(decoder, false, false));
    pipeline.addLast(new DecompressOnDemand(maxBodyBytes));
    pipeline.addLast(connection);
  }

  Origin origin() {
    return origin;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /// Sends a request, or its head, and hands the answer to the receiver.
  ///
  /// A provider may answer and close before it has read a long body: what it said is still read.
  ChannelFuture serve(Receiver call, HttpRequest request) {
    receiver = call;
    whenLost = null;
    channel.config().setAutoClose(request instanceof FullHttpRequest);
    if (request instanceof FullHttpRequest whole
        && whole.content().readableBytes() > OutgoingBody.PIECE_BYTES) {
      return serveInPieces(whole);
    }
    return channel.writeAndFlush(request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private ChannelFuture serveInPieces(FullHttpRequest request) {
    ChannelPromise written = channel.newPromise();
    written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    channel
        .write(
            new DefaultHttpRequest(
                request.protocolVersion(), request.method(), request.uri(), request.headers()))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    outgoing = new OutgoingBody(channel, request.content(), written);
    sendOn();
    return written;
  }

  private void sendOn() {
    if (outgoing != null && outgoing.proceed()) {
      outgoing = null;
    }
  }

  /// Sends a piece of the body of the request whose head was sent. Any thread.
  ///
  /// @param sent runs on the loop, before anything that the provider answers to the piece is read
  void write(HttpContent piece, ChannelFutureListener sent) {
    channel.writeAndFlush(piece, channel.newPromise().addListener(sent));
  }

  /// Stops or goes on reading from the provider.
  void reading(boolean on) {
    channel.config().setAutoRead(on);
  }

  /// The call is over and the connection waits for the next.
  ///
  /// @param lost runs when the connection closes before it serves again
  void park(Runnable lost) {
    receiver = null;
    whenLost = lost;
    channel.config().setAutoRead(true);
  }

  /// Closes at once; the receiver hears nothing of it.
  void close() {
    receiver = null;
    whenLost = null;
    outgoing = null;
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (receiver == null) {
        lose(null); // nobody asked for anything
      } else {
        receiver.onPart((HttpObject) message);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    sendOn();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lose(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lose(cause);
  }

  private void lose(@Nullable Throwable cause) {
    Receiver serving = receiver;
    Runnable parked = whenLost;
    close();
    if (serving != null) {
      serving.onClosed(cause);
    } else if (parked != null) {
      parked.run();
    }
  }

  /// Sees bytes before the codec does: half a head is a sign of life too.
  private final class ByteWatch extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (receiver != null) {
        receiver.onBytes();
      }
      ctx.fireChannelRead(message);
    }
  }
}
