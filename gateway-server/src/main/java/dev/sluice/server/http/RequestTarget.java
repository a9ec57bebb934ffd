package dev.sluice.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The target of a request line, taken apart without decoding: an encoded slash stays in its
/// segment, empty segments are gone.
///
/// @param path as the client wrote it
/// @param segments non-empty, still percent-encoded, a leading `v1` removed
/// @param query without the question mark, empty for none
record RequestTarget(String path, List<String> segments, String query) {

  private static final int MAX_SHOWN = 200;

  RequestTarget {
    segments = List.copyOf(segments);
  }

  /// Empty for what is no path, or climbs: `*`, `..`, a broken escape, a fragment.
  static Optional<RequestTarget> parse(String uri) {
    String target = withoutAuthority(uri);
    if (!target.startsWith("/") || !isClean(target)) {
      return Optional.empty();
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (climbs(segment)) {
        return Optional.empty();
      }
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    if (!segments.isEmpty() && segments.getFirst().equals("v1")) {
      segments.removeFirst();
    }
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return Optional.of(new RequestTarget(path, segments, query));
  }

  /// The path below `/v1`, encoded as it came: `/chat/completions`.
  String apiPath() {
    return "/" + String.join("/", segments);
  }

  /// [#apiPath] with the query.
  String apiPathAndQuery() {
    return query.isEmpty() ? apiPath() : apiPath() + "?" + query;
  }

  /// The decoded rest behind the first segment, such as a model id with or without slashes.
  String decodedRest() {
    return decode(String.join("/", segments.subList(1, segments.size())));
  }

  /// The path for messages.
  static String shown(String path) {
    return path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "…";
  }

  /// Whether a segment holds a step up, or on the spot, for anybody on the way to a provider: who
  /// decodes it once or twice, or cuts off what follows a semicolon.
  private static boolean climbs(String segment) {
    if (segment.indexOf('%') < 0) {
      return isStep(segment);
    }
    String plain = decode(segment).replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c|\\\\", "/");
    return Arrays.stream(plain.split("/", -1)).anyMatch(RequestTarget::isStep);
  }

  private static boolean isStep(String segment) {
    int semicolon = segment.indexOf(';');
    String name = semicolon < 0 ? segment : segment.substring(0, semicolon);
    return name.equals(".") || name.equals("..");
  }

  /// A proxy's absolute form names our own host in front.
  private static String withoutAuthority(String uri) {
    if (!uri.startsWith("http://") && !uri.startsWith("https://")) {
      return uri;
    }
    int slash = uri.indexOf('/', uri.indexOf("//") + 2);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private static boolean isClean(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
        return false;
      }
      if (c == '%' && !isEscape(target, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEscape(String target, int at) {
    return at + 2 < target.length()
        && Character.digit(target.charAt(at + 1), 16) >= 0
        && Character.digit(target.charAt(at + 2), 16) >= 0;
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
