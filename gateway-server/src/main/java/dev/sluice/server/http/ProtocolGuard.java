package dev.sluice.server.http;

import dev.sluice.gateway.chat.ApiError;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a head must be like so that nobody on the way can read it in two ways.
final class ProtocolGuard {

  /// A name or a bracketed IPv6 address, and a port (RFC 3986 section 3.2), without the delimiters
  /// that no real host has.
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~%-]+)(:[0-9]{0,5})?");

  /// Who is asking, and for which request: two answers to that are none.
  private static final List<String> ONCE =
      List.of("authorization", "api-key", "x-api-key", "idempotency-key");

  private ProtocolGuard() {}

  /// The error of a message that the decoder gave up on.
  static Optional<ApiError> decoded(HttpObject message) {
    if (message.decoderResult().isSuccess()) {
      return Optional.empty();
    }
    Throwable cause = message.decoderResult().cause();
    return Optional.of(
        switch (cause) {
          case TooLongHttpLineException line -> HttpErrors.uriTooLong();
          case TooLongHttpHeaderException header -> HttpErrors.headersTooLarge();
          case TooLongFrameException frame -> HttpErrors.malformed("a line is too long");
          default -> HttpErrors.malformed(reason(cause));
        });
  }

  /// What is wrong with a head that the decoder let pass.
  static Optional<ApiError> check(HttpRequest request) {
    String why = violation(request);
    return why == null ? Optional.empty() : Optional.of(HttpErrors.malformed(why));
  }

  private static @Nullable String violation(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean modern = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!modern && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return "only HTTP/1.1 and HTTP/1.0 are spoken here";
    }
    if (!isUpperCase(request.method().name())) {
      return "the method is not in upper case";
    }
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (modern && hosts.isEmpty())) {
      return "exactly one Host header is needed";
    }
    if (!hosts.isEmpty() && !isAuthority(hosts.getFirst())) {
      return "the Host header is malformed";
    }
    if (request.method().equals(HttpMethod.CONNECT)) {
      return "this is no tunnel";
    }
    if (!isTarget(request.uri())) {
      return "the target names no host";
    }
    for (String name : ONCE) {
      if (headers.getAll(name).size() > 1) {
        return "more than one " + name + " header";
      }
    }
    return framing(headers, modern);
  }

  private static @Nullable String framing(HttpHeaders headers, boolean modern) {
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (lengths.size() > 1) {
      return "more than one Content-Length header";
    }
    if (codings.isEmpty()) {
      return null;
    }
    boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    if (!modern || !chunked || !lengths.isEmpty()) {
      return "the only transfer encoding is chunked, without Content-Length, on HTTP/1.1";
    }
    return null;
  }

  private static boolean isUpperCase(String method) {
    return method.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static boolean isAuthority(String host) {
    return AUTHORITY.matcher(host).matches();
  }

  /// In absolute form the authority is as strict as in `Host`, and names no user (RFC 9110 section
  /// 4.2.4). Which of the two differs does not matter: neither is used to route.
  private static boolean isTarget(String uri) {
    int scheme = uri.indexOf("://");
    if (scheme < 0 || uri.startsWith("/")) {
      return true;
    }
    int from = scheme + 3;
    int to = from;
    while (to < uri.length() && "/?#".indexOf(uri.charAt(to)) < 0) {
      to++;
    }
    return isAuthority(uri.substring(from, to));
  }

  /// The decoder's own words, unless they quote what came in.
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    if (message == null || message.length() > 80 || !message.matches("[a-z ]+")) {
      return "it could not be decoded";
    }
    return message;
  }
}
