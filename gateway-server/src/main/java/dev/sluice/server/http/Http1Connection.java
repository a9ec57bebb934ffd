package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What is peculiar to HTTP/1.1: one request after the other, keep-alive, time limits.
///
/// Behind it there is one well-formed request at a time, or a [Malformed] in its place. Input that
/// comes while a request is being answered waits here, a bounded amount of it; up to there the
/// channel keeps reading, so that a client that leaves is noticed at once. Event loop only.
final class Http1Connection extends ChannelDuplexHandler {

  /// So much of a refused request's body is read for the sake of keeping the connection.
  private static final int MAX_SWALLOWED = 64 * 1024;

  private enum Mode {
    IDLE,
    HEAD,
    BODY,
    ANSWERING,
    SWALLOWING,
    ENDING
  }

  private final StrictRequestDecoder decoder;
  private final ServerTimeouts timeouts;
  private final BooleanSupplier draining;
  private final PipelinedInput waiting = new PipelinedInput();
  private final BodyPace pace = new BodyPace();
  private @Nullable LazyTimer timer;
  private Mode mode = Mode.IDLE;
  private boolean delivering;

  // the request that is being received or answered
  private boolean open;
  private boolean inputOpen;
  private boolean answerBegun;
  private boolean keepAlive;
  private boolean modern;
  private boolean expecting;
  private boolean refused;
  private long declaredLength;

  /// @param draining whether the connection should end with the request in flight
  Http1Connection(StrictRequestDecoder decoder, ServerTimeouts timeouts, BooleanSupplier draining) {
    this.decoder = decoder;
    this.timeouts = timeouts;
    this.draining = draining;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = new LazyTimer(ctx.executor(), () -> expired(ctx));
    arm(draining.getAsBoolean() ? timeouts.lastRequest() : timeouts.idle());
  }

  // Input

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (mode == Mode.ENDING) {
      ReferenceCountUtil.release(message);
    } else if (delivering || !waiting.isEmpty() || (open && !inputOpen)) {
      waiting.add(message);
      if (waiting.isFull()) {
        ctx.channel().config().setAutoRead(false);
      }
    } else {
      deliver(ctx, message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (mode == Mode.IDLE && decoder.isInsideHead()) {
      enter(Mode.HEAD, timeouts.head());
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Shutdown.DRAIN) {
      if (mode == Mode.IDLE) {
        arm(timeouts.lastRequest()); // an idle client may send one more request for a moment
      }
    } else if (event == Shutdown.CUT && (!open || inputOpen)) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  private void release() {
    mode = Mode.ENDING;
    waiting.release();
    if (timer != null) {
      timer.close();
    }
  }

  private void deliver(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    } else if (message instanceof HttpContent content) {
      proceed(ctx, content);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    open = true;
    inputOpen = true;
    answerBegun = false;
    modern = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    ApiError error =
        ProtocolGuard.decoded(request).or(() -> ProtocolGuard.check(request)).orElse(null);
    if (error != null) {
      fail(ctx, error);
      return;
    }
    keepAlive = HttpUtil.isKeepAlive(request);
    expecting = HttpUtil.is100ContinueExpected(request);
    declaredLength = HttpUtil.getContentLength(request, Long.MAX_VALUE);
    if (!HttpUtil.isTransferEncodingChunked(request) && declaredLength == Long.MAX_VALUE) {
      declaredLength = 0;
    }
    pace.begin();
    enter(Mode.BODY, timeouts.body());
    ctx.fireChannelRead(request);
  }

  private void proceed(ChannelHandlerContext ctx, HttpContent content) {
    if (!inputOpen) {
      content.release(); // follows a head that was refused
      return;
    }
    ApiError error = ProtocolGuard.decoded(content).orElse(null);
    if (error != null) {
      content.release();
      if (mode == Mode.SWALLOWING) {
        end(ctx);
      } else {
        fail(ctx, error);
      }
      return;
    }
    boolean last = content instanceof LastHttpContent;
    inputOpen = !last;
    if (pace.progress(content.content().readableBytes()) && mode == Mode.BODY) {
      arm(timeouts.body());
    }
    if (mode == Mode.SWALLOWING) {
      content.release();
      if (last) {
        next(ctx);
      }
      return;
    }
    if (last) {
      enter(Mode.ANSWERING, null);
    }
    ctx.fireChannelRead(content);
  }

  /// Hands an error on in place of input; the connection ends with its answer.
  private void fail(ChannelHandlerContext ctx, ApiError error) {
    inputOpen = false;
    keepAlive = false;
    refused = true;
    enter(Mode.ANSWERING, null);
    if (!answerBegun) {
      ctx.fireChannelRead(new Malformed(error));
    }
  }

  private void expired(ChannelHandlerContext ctx) {
    switch (mode) {
      case IDLE, SWALLOWING, ENDING -> ctx.close();
      case HEAD -> {
        open = true;
        answerBegun = false;
        modern = true;
        fail(ctx, HttpErrors.tooSlow());
      }
      case BODY -> fail(ctx, HttpErrors.tooSlow());
      case ANSWERING -> {}
    }
  }

  // Output

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message == AbruptEnd.INSTANCE) {
      ctx.write(Unpooled.EMPTY_BUFFER, promise.unvoid().addListener(w -> ctx.close()));
      return;
    }
    if (message instanceof HttpResponse response) {
      if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        expecting = false; // the body is going to come now
        ctx.write(message, promise);
        return;
      }
      head(response.headers());
    }
    ChannelPromise written = promise;
    if (message instanceof LastHttpContent) {
      written = promise.unvoid();
      written.addListener(w -> answered(ctx, w.isSuccess()));
    }
    ctx.write(message, written);
  }

  private void head(HttpHeaders headers) {
    answerBegun = true;
    keepAlive &= !draining.getAsBoolean();
    if (inputOpen) {
      keepAlive &= !expecting && declaredLength <= MAX_SWALLOWED;
    }
    if (!modern && headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
      keepAlive = false;
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!modern) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void answered(ChannelHandlerContext ctx, boolean written) {
    if (mode == Mode.ENDING) {
      return;
    }
    if (!written) {
      ctx.close();
    } else if (!keepAlive) {
      end(ctx);
    } else if (inputOpen) {
      enter(Mode.SWALLOWING, timeouts.body());
    } else {
      next(ctx);
    }
  }

  private void next(ChannelHandlerContext ctx) {
    open = false;
    enter(Mode.IDLE, draining.getAsBoolean() ? timeouts.lastRequest() : timeouts.idle());
    if (delivering) {
      return;
    }
    delivering = true;
    while (!waiting.isEmpty() && (!open || inputOpen) && mode != Mode.ENDING) {
      deliver(ctx, waiting.remove());
    }
    delivering = false;
    if (!waiting.isFull() && !ctx.channel().config().isAutoRead()) {
      ctx.channel().config().setAutoRead(true);
    }
    if (mode == Mode.IDLE && decoder.isInsideHead()) {
      enter(Mode.HEAD, timeouts.head());
    }
  }

  /// Closes; where input is still under way, only after the client had the time to read the answer,
  /// which a reset would take away from it (RFC 9112 section 9.6).
  private void end(ChannelHandlerContext ctx) {
    boolean unread = refused || inputOpen || !waiting.isEmpty();
    release();
    if (!unread || !(ctx.channel() instanceof DuplexChannel channel)) {
      ctx.close();
      return;
    }
    boolean secure = ctx.pipeline().get(SslHandler.class) != null;
    if (!secure) {
      channel.shutdownOutput();
    }
    ctx.channel().config().setAutoRead(true);
    arm(timeouts.linger());
  }

  private void enter(Mode next, @Nullable Duration limit) {
    mode = next;
    if (limit != null) {
      arm(limit);
    } else if (timer != null) {
      timer.stop();
    }
  }

  private void arm(Duration limit) {
    if (timer != null) {
      timer.arm(limit);
    }
  }
}
