package dev.sluice.gateway.config;

import java.net.URI;

/// One OpenAI-compatible endpoint and the key that is bound to its origin.
///
/// @param baseUrl without a trailing slash, such as `https://global-apis.com/v1`
/// @param apiKey empty when none is configured; then no `Authorization` is sent
public record ProviderConfig(String name, URI baseUrl, Secret apiKey) {

  /// Scheme, host and port: the only place the key may be sent to.
  public String origin() {
    return baseUrl.getScheme() + "://" + baseUrl.getAuthority();
  }
}
