package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the head of a request with a body says that makes reading the body pointless.
final class HeadChecks {

  private HeadChecks() {}

  /// @param json whether the body must be JSON; then it may be compressed
  /// @param limit of the body in bytes
  static @Nullable ApiError check(HttpRequest head, boolean json, long limit) {
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return HttpErrors.unknownExpectation();
    }
    if (HttpUtil.getContentLength(head, 0L) > limit) {
      return HttpErrors.tooLarge(limit);
    }
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (json && type != null && !isJson(type)) {
      return HttpErrors.contentType(type);
    }
    ContentCoding coding = ContentCoding.of(head.headers()).orElse(null);
    boolean spoken = coding == ContentCoding.IDENTITY || (coding != null && json);
    return spoken ? null : HttpErrors.contentEncoding();
  }

  /// Asks for the body, where the client waits to be asked.
  static void invite(ChannelHandlerContext ctx, HttpRequest head) {
    if (HttpUtil.is100ContinueExpected(head)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }
}
