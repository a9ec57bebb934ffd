package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is peculiar to one HTTP/2 stream: one request and its answer, and a reset where the answer
/// does not end well.
///
/// Behind it there is one well-formed request, or a [Malformed] in its place, as behind
/// [Http1Connection]. Event loop only.
final class Http2Stream extends ChannelDuplexHandler {

  private final ServerTimeouts timeouts;
  private final Supplier<Duration> patience;
  private final BodyPace pace = new BodyPace();
  private @Nullable LazyTimer timer;
  private @Nullable LazyTimer untaken;
  private long roomBefore;
  private boolean inputOpen = true;
  private boolean refused;

  /// @param patience how long a client may take nothing of the end of its answer
  Http2Stream(ServerTimeouts timeouts, Supplier<Duration> patience) {
    this.timeouts = timeouts;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = new LazyTimer(ctx.executor(), () -> refuse(ctx, HttpErrors.tooSlow()));
  }

  // Input

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof FullHttpRequest whole) {
      begin(ctx, headOf(whole));
      whole.release();
      if (!refused) {
        proceed(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
      }
    } else if (message instanceof HttpRequest head) {
      begin(ctx, head);
    } else if (message instanceof HttpContent content) {
      proceed(ctx, content);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private static HttpRequest headOf(FullHttpRequest whole) {
    return new DefaultHttpRequest(
        whole.protocolVersion(), whole.method(), whole.uri(), whole.headers());
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    oneHost(head);
    ApiError error = ProtocolGuard.decoded(head).or(() -> ProtocolGuard.check(head)).orElse(null);
    if (error != null) {
      refuse(ctx, error);
      return;
    }
    pace.begin();
    arm();
    ctx.fireChannelRead(head);
  }

  /// `:authority` and `host` may both be there if they agree (RFC 9113 section 8.3.1).
  private static void oneHost(HttpRequest head) {
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 && hosts.stream().distinct().count() == 1) {
      head.headers().set(HttpHeaderNames.HOST, hosts.getFirst());
    }
  }

  private void proceed(ChannelHandlerContext ctx, HttpContent content) {
    if (content instanceof LastHttpContent) {
      inputOpen = false;
      stopTimer();
    } else if (pace.progress(content.content().readableBytes())) {
      arm();
    }
    ctx.fireChannelRead(content);
  }

  private void refuse(ChannelHandlerContext ctx, ApiError error) {
    refused = true;
    stopTimer();
    ctx.fireChannelRead(new Malformed(error));
  }

  private void arm() {
    if (timer != null) {
      timer.arm(timeouts.body());
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.stop();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Shutdown.CUT && inputOpen) {
      reset(ctx, Http2Error.REFUSED_STREAM, ctx.newPromise()); // nothing was done for it yet
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.close();
    }
    if (untaken != null) {
      untaken.close();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      reset(ctx, Http2Error.PROTOCOL_ERROR, ctx.newPromise()); // no request of HTTP's semantics
    } else if (!(cause
        instanceof Http2Exception)) { // with which the codec resets the stream itself
      ctx.fireExceptionCaught(cause);
    }
  }

  // Output

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message == AbruptEnd.INSTANCE) {
      breakOff(ctx, promise);
      return;
    }
    if (!(message instanceof LastHttpContent) || isInterim(message)) {
      ctx.write(message, promise);
      return;
    }
    ChannelPromise written = promise.unvoid();
    written.addListener(w -> answered(ctx));
    ctx.write(message, written);
    watch(ctx, written);
  }

  /// The end of an answer may wait for a window that never opens, too short to fill the channel.
  private void watch(ChannelHandlerContext ctx, ChannelFuture last) {
    if (!last.isDone()) {
      LazyTimer watching = new LazyTimer(ctx.executor(), () -> untaken(ctx));
      untaken = watching;
      roomBefore = ctx.channel().bytesBeforeUnwritable();
      watching.arm(patience.get());
      last.addListener(done -> watching.close());
    }
  }

  private void untaken(ChannelHandlerContext ctx) {
    long room = ctx.channel().bytesBeforeUnwritable();
    if (room > roomBefore && untaken != null) {
      roomBefore = room;
      untaken.arm(patience.get());
    } else {
      reset(ctx, Http2Error.CANCEL, ctx.newPromise());
    }
  }

  /// Whether it is no answer yet, such as `100 Continue`.
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse head
        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  /// A client that is still sending learns that the rest is not wanted (RFC 9113 section 8.1).
  private void answered(ChannelHandlerContext ctx) {
    if (inputOpen && ctx.channel().isActive()) {
      reset(ctx, Http2Error.NO_ERROR, ctx.newPromise());
    }
  }

  /// An empty frame first: it waits for its turn behind all data, which a reset would not.
  private void breakOff(ChannelHandlerContext ctx, ChannelPromise promise) {
    ChannelFuture last = ctx.write(new DefaultHttp2DataFrame(false));
    last.addListener(before -> reset(ctx, Http2Error.INTERNAL_ERROR, promise));
    watch(ctx, last);
  }

  private static void reset(ChannelHandlerContext ctx, Http2Error why, ChannelPromise promise) {
    ctx.writeAndFlush(new DefaultHttp2ResetFrame(why), promise)
        .addListener(ChannelFutureListener.CLOSE);
  }
}
