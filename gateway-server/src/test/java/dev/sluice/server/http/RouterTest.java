package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/chat/completions",
        "/chat/completions",
        "//v1//chat/completions",
        "/v1/chat/completions/",
        "/v1/chat/completions?beta=true&api-version=1",
        "http://gateway:8080/v1/chat/completions",
      })
  void findsTheChatEndpointHoweverItIsSpelled(String uri) {
    assertThat(route("POST", uri)).isEqualTo(new Endpoint.Ask(Operation.CHAT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models/a%2Fb:c", "/models/a/b:c", "/v1//models/a%2fb%3Ac/"})
  void readsModelIdsWithSlashes(String uri) {
    assertThat(route("GET", uri)).isEqualTo(new Endpoint.OneModel("a/b:c"));
  }

  @Test
  void leavesWhatOnlyLooksLikeAClimb() {
    assertThat(route("GET", "/v1/models/a..b%2F...%25c"))
        .isEqualTo(new Endpoint.OneModel("a..b/...%c"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/images/generations, /images/generations, false",
    "POST, /v1/audio/speech, /audio/speech, false",
    "POST, /v1/audio/voices, /audio/voices, true",
    "POST, /v1/images/files, /images/files, true",
    "POST, /v1/moderations, /moderations, false",
    "POST, /responses?x=1, /responses?x=1, false",
    "GET, /v1/responses/r_1, /responses/r_1, true",
    "POST, /v1/responses/r_1/cancel, /responses/r_1/cancel, true",
    "GET, /v1/chat/completions, /chat/completions, true",
    "GET, /v1/chat/completions/c_1, /chat/completions/c_1, true",
    "POST, /v1/files, /files, true",
    "DELETE, /v1/files/f%2F1, /files/f%2F1, true",
    "GET, /v1/batches, /batches, true",
    "DELETE, /v1/models/m, /models/m, true",
  })
  void passesOnWhatProvidersAnswer(String method, String uri, String path, boolean stored) {
    assertThat(route(method, uri)).isEqualTo(new Endpoint.Forward(path, stored));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/chat/completions, 'GET, POST'",
    "GET, /v1/embeddings, POST",
    "GET, /v1/images/generations, POST",
    "GET, /v1/responses, POST",
    "POST, /v1/models, 'GET, HEAD'",
    "POST, /health/live, 'GET, HEAD'",
  })
  void namesTheMethodsThatThereAre(String method, String uri, String allow) {
    assertThat(route(method, uri)).isEqualTo(new Endpoint.WrongMethod(allow));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v1", "/v1/x", "/v2/chat/completions", "/v1/v1/models", "/chat", "/metrics"})
  void knowsNothingElse(String uri) {
    assertThat(route("POST", uri)).isEqualTo(new Endpoint.Unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "host:443",
        "/v1/../admin",
        "/v1/%2e%2E/admin",
        "/v1/images/..%2ffiles",
        "/v1/audio/x%2F..%5c..%2ffiles",
        "/v1/images/%252e%252e%252ffiles",
        "/v1/images/..;x/files",
        "/v1/images/%2e%2e%3bx%2ffiles",
        "/v1/./models",
        "/v1/models/%zz",
        "/v1/models/%2",
        "/v1/models#x",
        "/v1\\models",
        "/v1/modèles"
      })
  void refusesTargetsThatAreNoPlainPath(String uri) {
    assertThat(RequestTarget.parse(uri)).isEmpty();
  }

  @Test
  void answersOptionsWithTheMethods() {
    assertThat(route("OPTIONS", "/v1/completions"))
        .isEqualTo(new Endpoint.Options("POST, OPTIONS"));
  }

  private static Endpoint route(String method, String uri) {
    return Router.route(method, RequestTarget.parse(uri).orElseThrow());
  }
}
