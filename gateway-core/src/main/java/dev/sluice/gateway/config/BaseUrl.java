package dev.sluice.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// The base URL of a provider: http or https, a host, no user, query or fragment.
final class BaseUrl {

  private BaseUrl() {}

  /// The URL without trailing slashes; empty when it is none of the kind.
  static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text.strip().replaceAll("/+$", ""));
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getFragment() == null;
      return web && plain && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
