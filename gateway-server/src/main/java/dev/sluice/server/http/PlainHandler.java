package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last handler of a listener whose requests and answers are small and whole, such as the
/// management listener. The function runs on a virtual thread and may wait.
public final class PlainHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(PlainHandler.class);
  private static final int MAX_BODY = 1 << 20;

  /// What came in.
  ///
  /// @param path as the client wrote it, without the query
  /// @param query without the question mark, empty for none
  /// @param header the value of a header by its name, null where it is absent
  public record Request(
      String method,
      String path,
      String query,
      Function<String, @Nullable String> header,
      Body body) {}

  /// Bytes with their media type.
  public static final class Body {
    private final String type;
    private final byte[] bytes;

    public Body(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    public String type() {
      return type;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  /// What goes out.
  public record Answer(int status, Body body, Map<String, String> headers) {

    public Answer {
      headers = Map.copyOf(headers);
    }

    public static Answer of(int status, Body body) {
      return new Answer(status, body, Map.of());
    }

    public static Answer of(ApiError error) {
      return of(error.status(), new Body(Response.JSON, error.body()));
    }
  }

  private final Function<Request, Answer> function;
  private final Ulid ids;
  private final Admission room;
  private @Nullable HttpRequest head;
  private @Nullable BodyCollector body;

  /// @param room counts the bodies that are being read
  public PlainHandler(Function<Request, Answer> function, Ulid ids, Admission room) {
    this.function = function;
    this.ids = ids;
    this.room = room;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case HttpRequest request -> begin(ctx, request);
      case HttpContent content -> {
        try {
          receive(ctx, content);
        } finally {
          content.release();
        }
      }
      case Malformed malformed -> refuse(ctx, malformed.error());
      default -> ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.debug("connection failed", cause);
    }
    ctx.close();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    ApiError error = HeadChecks.check(request, false, MAX_BODY);
    if (error != null) {
      refuse(ctx, error);
      return;
    }
    HeadChecks.invite(ctx, request);
    head = request;
    body = new BodyCollector(room, MAX_BODY, HttpUtil.getContentLength(request, 0L));
  }

  private void receive(ChannelHandlerContext ctx, HttpContent content) {
    BodyCollector collector = body;
    HttpRequest request = head;
    if (collector == null || request == null) {
      return;
    }
    if (collector.add(content.content()) != BodyCollector.Taken.OK) {
      drop();
      refuse(ctx, HttpErrors.tooLarge(MAX_BODY));
    } else if (content instanceof LastHttpContent) {
      byte[] bytes = collector.bytes();
      drop();
      run(ctx, request, bytes);
    }
  }

  private void run(ChannelHandlerContext ctx, HttpRequest request, byte[] bytes) {
    Response response = new Response(ctx, ids.next(), request.method().name().equals("HEAD"));
    String uri = request.uri();
    int mark = uri.indexOf('?');
    String type = request.headers().get("content-type");
    Request whole =
        new Request(
            request.method().name(),
            mark < 0 ? uri : uri.substring(0, mark),
            mark < 0 ? "" : uri.substring(mark + 1),
            name -> request.headers().get(name),
            new Body(type == null ? "" : type, bytes));
    Thread.ofVirtual()
        .name(response.id())
        .start(() -> {
          Answer answer = answer(whole);
          ctx.executor().execute(() -> write(response, answer));
        });
  }

  private Answer answer(Request request) {
    try {
      return function.apply(request);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("path", request.path()).setCause(e).log("a request failed");
      return Answer.of(HttpErrors.internal());
    }
  }

  private static void write(Response response, Answer answer) {
    response.whole(
        answer.status(),
        answer.body().type(),
        answer.body().bytes(),
        headers -> answer.headers().forEach(headers::set));
  }

  private void refuse(ChannelHandlerContext ctx, ApiError error) {
    drop();
    new Response(ctx, ids.next(), false).error(error, Response.NO_MORE);
  }

  private void drop() {
    head = null;
    if (body != null) {
      body.drop();
      body = null;
    }
  }
}
