package dev.sluice.server.client;

import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBody;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.gateway.upstream.UpstreamCall.RequestSource;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Method, target and headers of an upstream request, checked.
///
/// Hop-by-hop headers, framing and credentials of the caller are left out even when they are passed
/// in; the provider's key is added for its own origin only. Never chunked: the length is known.
final class RequestHead {

  /// RFC 9110 section 7.6.1, framing, what only this client may set, and callers' credentials.
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "host",
          "content-length",
          "accept-encoding",
          "authorization",
          "proxy-authorization",
          "api-key",
          "x-api-key",
          "cookie");

  private final Origin origin;
  private final HttpMethod method;
  private final String target;
  private final HttpHeaders headers;
  private final RequestBody body;

  private RequestHead(Origin origin, UpstreamCall call) {
    this.origin = origin;
    method = HttpMethod.valueOf(call.method());
    target = target(call);
    headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    body = call.body();
  }

  /// The head of a call.
  ///
  /// @throws IllegalArgumentException when method, path, a header or the key cannot be sent as they
  ///   are; the message shows no value
  static RequestHead of(UpstreamCall call) {
    RequestHead head = new RequestHead(Origin.of(call.provider().baseUrl()), call);
    head.set(HttpHeaderNames.HOST, head.origin.hostHeader());
    head.copy(call);
    long length = head.body.length();
    if (length > 0 || !head.method.equals(HttpMethod.GET)) {
      head.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
      if (!head.headers.contains(HttpHeaderNames.CONTENT_TYPE) && length > 0) {
        head.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
      }
    }
    if (!call.provider().apiKey().isEmpty()) {
      head.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + call.provider().apiKey().reveal());
    }
    return head;
  }

  Origin origin() {
    return origin;
  }

  /// The request for a channel to this origin, whole where its body is at hand; the key goes
  /// nowhere else.
  HttpRequest requestTo(Origin channelOrigin) {
    if (!channelOrigin.equals(origin)) {
      headers.remove(HttpHeaderNames.AUTHORIZATION);
    }
    return switch (body) {
      case RequestBytes bytes ->
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              method,
              target,
              Unpooled.wrappedBuffer(bytes.array()),
              headers,
              EmptyHttpHeaders.INSTANCE);
      case RequestSource source ->
          new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, headers);
    };
  }

  private void copy(UpstreamCall call) {
    Set<String> dropped = namedByConnection(call);
    for (Header header : call.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!NOT_PASSED_ON.contains(name) && !dropped.contains(name)) {
        add(header.name(), header.value());
      }
    }
  }

  private static Set<String> namedByConnection(UpstreamCall call) {
    Set<String> names = Set.of();
    for (Header header : call.headers()) {
      if (header.name().equalsIgnoreCase("connection")) {
        names = names.isEmpty() ? new HashSet<>() : names;
        for (String name : header.value().split(",", -1)) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private void set(CharSequence name, String value) {
    headers.remove(name);
    add(name, value);
  }

  private void add(CharSequence name, String value) {
    try {
      headers.add(name, value);
    } catch (IllegalArgumentException e) {
      // the original message holds the value
      throw new IllegalArgumentException("a header cannot be sent: " + printable(name));
    }
  }

  private static String printable(CharSequence name) {
    return name.toString().replaceAll("[^!-~]", "?");
  }

  private static String target(UpstreamCall call) {
    String path = call.path();
    boolean clean = path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    if (!clean || path.indexOf('#') >= 0) {
      throw new IllegalArgumentException("the path cannot be sent");
    }
    String base = call.provider().baseUrl().getRawPath();
    if (base == null || base.isEmpty()) {
      return path;
    }
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }
}
