package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The answer to one request on its way out: whole, or a head and then pieces. Event loop only.
final class Response {

  static final String JSON = "application/json";
  static final String EVENTS = "text/event-stream; charset=utf-8";

  static final Consumer<HttpHeaders> NO_MORE = headers -> {};

  private enum State {
    NONE,
    STREAMING,
    ENDED
  }

  private final ChannelHandlerContext ctx;
  private final String id;
  private final boolean withoutBody;
  private State state = State.NONE;
  private int status;
  private boolean flushDue;
  private long lastWriteNanos;
  private @Nullable LazyTimer heartbeat;

  /// @param withoutBody the answer to `HEAD`
  Response(ChannelHandlerContext ctx, String id, boolean withoutBody) {
    this.ctx = ctx;
    this.id = id;
    this.withoutBody = withoutBody;
  }

  String id() {
    return id;
  }

  /// The status of the head that is on its way, 0 before there is one.
  int status() {
    return status;
  }

  boolean isStreaming() {
    return state == State.STREAMING;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /// Sends everything at once.
  ///
  /// @return done when the last byte is with the kernel
  ChannelFuture whole(int code, String contentType, byte[] body, Consumer<HttpHeaders> more) {
    ByteBuf content = withoutBody ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), content);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return full(response, more);
  }

  /// Sends a head that has no body.
  ChannelFuture empty(int code, Consumer<HttpHeaders> more) {
    return full(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), Unpooled.EMPTY_BUFFER),
        more);
  }

  ChannelFuture error(ApiError error, Consumer<HttpHeaders> more) {
    return whole(
        error.status(),
        JSON,
        error.body(),
        headers -> {
          retryHints(headers, error);
          more.accept(headers);
        });
  }

  private ChannelFuture full(DefaultFullHttpResponse response, Consumer<HttpHeaders> more) {
    state = State.ENDED;
    status = response.status().code();
    response.headers().set("x-request-id", id);
    more.accept(response.headers());
    return ctx.writeAndFlush(response);
  }

  private static void retryHints(HttpHeaders headers, ApiError error) {
    Duration wait = error.retryAfter();
    if (wait != null) {
      long millis = Math.max(1, wait.toMillis());
      headers.set(HttpHeaderNames.RETRY_AFTER, (millis + 999) / 1000);
      headers.set("retry-after-ms", millis);
    }
    Boolean retry = error.shouldRetry();
    if (retry != null) {
      headers.set("x-should-retry", retry.toString());
    }
  }

  /// Sends a head whose body follows in pieces.
  void open(int code, String contentType, Consumer<HttpHeaders> more) {
    state = State.STREAMING;
    status = code;
    var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    headers.set("x-request-id", id);
    more.accept(headers);
    ctx.write(response);
  }

  /// Sends the head of an event stream and from then on a comment into every longer silence.
  void openEvents(Duration silence, Consumer<HttpHeaders> more) {
    open(
        200,
        EVENTS,
        headers -> {
          headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
          headers.set("x-accel-buffering", "no");
          more.accept(headers);
        });
    lastWriteNanos = now();
    LazyTimer timer = new LazyTimer(ctx.executor(), () -> beat(silence));
    heartbeat = timer;
    timer.arm(silence);
  }

  private void beat(Duration silence) {
    LazyTimer timer = heartbeat;
    if (timer == null || state != State.STREAMING) {
      return;
    }
    Duration left = silence.minusNanos(now() - lastWriteNanos);
    if (left.isPositive()) {
      timer.arm(left);
      return;
    }
    if (isWritable()) {
      write(SseFrame.keepAlive(ctx.alloc()));
    }
    timer.arm(silence);
  }

  /// Sends the next piece; it is flushed once the loop has done what it is doing.
  void write(ByteBuf piece) {
    if (heartbeat != null) {
      lastWriteNanos = now();
    }
    ctx.write(new DefaultHttpContent(piece));
    if (!flushDue) {
      flushDue = true;
      ctx.executor().execute(this::flush);
    }
  }

  void event(byte[] payload) {
    write(SseFrame.data(ctx.alloc(), payload));
  }

  void comment() {
    write(SseFrame.keepAlive(ctx.alloc()));
  }

  /// Ends the body as HTTP wants it.
  ///
  /// @return done when the last byte is with the kernel
  ChannelFuture end() {
    finish();
    return ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /// Ends the body so that no client takes this for an end: HTTP/1.1 closes the connection without
  /// the last chunk, HTTP/2 resets the stream.
  ///
  /// @return done when all before it is with the kernel
  ChannelFuture breakOff() {
    finish();
    return ctx.writeAndFlush(AbruptEnd.INSTANCE);
  }

  private void finish() {
    state = State.ENDED;
    if (heartbeat != null) {
      heartbeat.close();
    }
  }

  /// The client is gone: nothing more is written.
  void abandon() {
    finish();
  }

  private void flush() {
    flushDue = false;
    ctx.flush();
  }

  private long now() {
    return ctx.executor().ticker().nanoTime();
  }
}
