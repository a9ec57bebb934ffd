package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.access.Authenticated;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Caller;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives one request after the other: route, caller, head checks, body, endpoint.
///
/// Everything that can be refused is refused before the body is read. Knows nothing of HTTP/1.1
/// beyond the message types. Event loop only; one per connection.
final class RequestHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  /// Of `/feedback`: an id, a verdict and a comment that is not kept.
  private static final int LARGEST_VERDICT = 64 * 1024;

  private final DataPlane plane;
  private final ChatHandler chat;
  private final PassThroughHandler passThrough;
  private final AsideHandler aside;
  private @Nullable ClientRequest request;
  private @Nullable Endpoint endpoint;
  private @Nullable BodySink body;

  RequestHandler(DataPlane plane) {
    this.plane = plane;
    this.chat = new ChatHandler(plane);
    this.passThrough = new PassThroughHandler(plane);
    this.aside = new AsideHandler(plane);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case HttpRequest head -> begin(ctx, head);
      case HttpContent content -> {
        try {
          receive(content);
        } finally {
          content.release();
        }
      }
      case Malformed malformed -> refuse(ctx, malformed.error());
      default -> ctx.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Shutdown.CUT && request != null) {
      request.cut();
    } else {
      ctx.fireUserEventTriggered(event); // to where what is counted is released
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (request != null) {
      request.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dropBody();
    if (request != null) {
      request.gone();
      request = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("connection failed", cause);
    } else {
      LOG.error("unexpected failure on a connection", cause);
    }
    ctx.close();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    String method = head.method().name();
    Response response = new Response(ctx, plane.ids().next(), method.equals("HEAD"));
    RequestTarget target = RequestTarget.parse(head.uri()).orElse(null);
    if (target == null) {
      refuse(response, HttpErrors.unknownUrl(method, head.uri()));
      return;
    }
    switch (Router.route(method, target)) {
      case Endpoint.Live live -> status(response, 200, "ok");
      case Endpoint.Ready ready when plane.health().isReady() -> status(response, 200, "ok");
      case Endpoint.Ready ready -> status(response, 503, "draining");
      case Endpoint.Options options ->
          response.empty(204, headers -> headers.set(HttpHeaderNames.ALLOW, options.allow()));
      case Endpoint.WrongMethod wrong -> {
        plane.gateway().refused(response.id(), HttpErrors.wrongMethod(method, target.path()));
        response.error(
            HttpErrors.wrongMethod(method, target.path()),
            headers -> headers.set(HttpHeaderNames.ALLOW, wrong.allow()));
      }
      case Endpoint.Unknown unknown ->
          refuse(response, HttpErrors.unknownUrl(method, target.path()));
      case Endpoint.ListModels list -> authenticated(ctx, head, target, response, list);
      case Endpoint.OneModel one -> authenticated(ctx, head, target, response, one);
      case Endpoint.Ask ask -> authenticated(ctx, head, target, response, ask);
      case Endpoint.Preview preview -> authenticated(ctx, head, target, response, preview);
      case Endpoint.Rate rate -> authenticated(ctx, head, target, response, rate);
      case Endpoint.Forward forward -> authenticated(ctx, head, target, response, forward);
    }
  }

  private void authenticated(
      ChannelHandlerContext ctx,
      HttpRequest head,
      RequestTarget target,
      Response response,
      Endpoint asked) {
    switch (plane.gateway().authenticate(name -> head.headers().get(name))) {
      case Authenticated.Refused refused -> refuse(response, refused.error());
      case Authenticated.As as ->
          accept(
              new ClientRequest(
                  response.id(),
                  head.method().name(),
                  target,
                  head.headers(),
                  as.caller(),
                  response,
                  (EventLoop) ctx.executor()),
              head,
              asked,
              ctx);
    }
  }

  private void accept(
      ClientRequest accepted, HttpRequest head, Endpoint asked, ChannelHandlerContext ctx) {
    Caller caller = accepted.caller();
    Response response = accepted.response();
    if (asked instanceof Endpoint.ListModels) {
      response.whole(
          200,
          Response.JSON,
          ModelList.of(plane.gateway().config(), caller).all(),
          Response.NO_MORE);
      return;
    }
    if (asked instanceof Endpoint.OneModel(String id)) {
      ModelList.of(plane.gateway().config(), caller)
          .one(id)
          .ifPresentOrElse(
              model -> response.whole(200, Response.JSON, model, Response.NO_MORE),
              () -> refuse(response, HttpErrors.unknownModel(id)));
      return;
    }
    if (asked instanceof Endpoint.Forward forward && forward.stored() && !caller.passthrough()) {
      refuse(response, HttpErrors.unknownUrl(accepted.method(), accepted.target().path()));
      return;
    }
    long limit = limit(asked);
    ApiError error = HeadChecks.check(head, !(asked instanceof Endpoint.Forward), limit);
    if (error != null) {
      refuse(response, error);
      return;
    }
    HeadChecks.invite(ctx, head);
    request = accepted;
    endpoint = asked;
    long declared = HttpUtil.getContentLength(head, 0L);
    body =
        asked instanceof Endpoint.Forward
            ? new BodySpool(plane, ctx.channel(), accepted.id(), limit, declared)
            : new BodyCollector(plane.admission(), limit, declared);
  }

  private long limit(Endpoint asked) {
    long most = plane.gateway().config().listen().maxBody();
    return asked instanceof Endpoint.Rate ? Math.min(most, LARGEST_VERDICT) : most;
  }

  private void receive(HttpContent content) {
    BodySink sink = body;
    ClientRequest receiving = request;
    Endpoint asked = endpoint;
    if (sink == null || receiving == null || asked == null) {
      return; // the rest of a request that was answered early
    }
    switch (sink.add(content.content())) {
      case TOO_LARGE -> refuseBody(receiving, HttpErrors.tooLarge(limit(asked)));
      case NO_ROOM -> refuseBody(receiving, HttpErrors.overloaded());
      case OK -> {
        if (content instanceof LastHttpContent) {
          body = null;
          dispatch(receiving, sink);
        }
      }
    }
  }

  private void dispatch(ClientRequest complete, BodySink whole) {
    if (endpoint instanceof Endpoint.Ask ask && whole instanceof BodyCollector collector) {
      chat.start(complete, ask.operation(), collector.take());
    } else if (endpoint != null && whole instanceof BodyCollector collector) {
      aside.start(complete, endpoint, collector.take());
    } else if (endpoint instanceof Endpoint.Forward forward && whole instanceof BodySpool spool) {
      passThrough.start(complete, forward, spool.take());
    }
  }

  private void refuseBody(ClientRequest receiving, ApiError error) {
    dropBody();
    request = null;
    refuse(receiving.response(), error);
  }

  private void refuse(ChannelHandlerContext ctx, ApiError error) {
    if (body != null && request != null) {
      refuseBody(request, error);
    } else {
      refuse(new Response(ctx, plane.ids().next(), false), error);
    }
  }

  private void refuse(Response response, ApiError error) {
    plane.gateway().refused(response.id(), error);
    response.error(error, Response.NO_MORE);
  }

  private void dropBody() {
    if (body != null) {
      body.drop();
      body = null;
    }
  }

  private static void status(Response response, int code, String word) {
    byte[] json = ("{\"status\":\"" + word + "\"}").getBytes(UTF_8);
    response.whole(code, Response.JSON, json, Response.NO_MORE);
  }
}
