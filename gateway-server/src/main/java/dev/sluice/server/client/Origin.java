package dev.sluice.server.client;

import java.net.URI;
import java.util.Locale;

/// Scheme, host and port of a provider: what a connection and a key belong to.
///
/// @param host lower case; an IPv6 address without its brackets
record Origin(boolean tls, String host, int port) {

  /// The origin of a base URL; also of one whose host `URI` does not take, such as `my_service`.
  static Origin of(URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort = colon > hostAndPort.lastIndexOf(']');
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    String port = hasPort ? hostAndPort.substring(colon + 1) : "";
    if (host.isEmpty() || !(tls || "http".equalsIgnoreCase(url.getScheme()))) {
      throw new IllegalArgumentException("the base URL is not http(s)://host");
    }
    return new Origin(tls, bare(host), port.isEmpty() ? defaultPort(tls) : Integer.parseInt(port));
  }

  /// The value of the `Host` header.
  String hostHeader() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == defaultPort(tls) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + hostHeader();
  }

  private static String bare(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
  }

  private static int defaultPort(boolean tls) {
    return tls ? 443 : 80;
  }
}
