package dev.sluice.server.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a client is told for one answer of a provider: our account, our limits and our provider's
/// health are never the client's fault.
final class SingleResponseTest {

  private static final String CONFIG =
      """
      providers: {one: {base_url: "${URL}", api_key: provider-key}}
      models: {m: {provider: one, tier: standard, price: {input: 1, output: 2}}}
      tiers: {standard: m}
      retry: {attempts: 1}
      listen: {port: 0}
      admin: {port: 0}
      """;

  private final WireMockServer provider =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    provider.start();
    Loaded loaded =
        ConfigLoader.parse(CONFIG, "test.yaml", Map.of("URL", provider.baseUrl() + "/v1"));
    gateway = GatewayFactory.start(((Loaded.Ok) loaded).config());
  }

  @AfterEach
  void stop() {
    Objects.requireNonNull(gateway).close();
    provider.stop();
    client.close();
  }

  @Test
  void oneAnswerCostsWhatItsUsageSays() throws Exception {
    answers(
        200,
        """
        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
        "message":{"role":"assistant","content":"Four."},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}
        """);

    HttpResponse<String> answer = ask();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-sluice-cost-usd")).hasValue("0.000017000");
    provider.verify(
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("authorization", equalTo("Bearer provider-key")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"detail":"no such field"}             | 400 |
          401 | {"error":{"message":"bad key"}}        | 502 | upstream_error
          402 | {"error":{"message":"no money"}}       | 502 | upstream_error
          422 | {"error":"cannot read it"}             | 422 |
          429 | {"error":{"message":"slow down"}}      | 429 | rate_limit_exceeded
          500 | {"error":{"message":"oops"}}           | 502 | upstream_error
          502 | <html>bad gateway</html>               | 502 | upstream_error
          503 | {}                                     | 503 | server_is_overloaded
          200 | <html>hello</html>                     | 502 | upstream_error
          200 | {"error":{"message":"late error"}}     | 502 | upstream_error
          """)
  void everyFailureIsAFourKeyError(int status, String body, int told, @Nullable String code)
      throws Exception {
    answers(status, body);

    HttpResponse<String> answer = ask();

    JsonNode error = Json.MAPPER.readTree(answer.body()).path("error");
    assertThat(answer.statusCode()).isEqualTo(told);
    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.path("message").asString()).isNotBlank().doesNotContain("<html>");
    if (code != null) {
      assertThat(error.path("code").asString()).isEqualTo(code);
    }
  }

  private void answers(int status, String body) {
    provider.stubFor(
        post(urlEqualTo("/v1/chat/completions"))
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("content-type", "application/json")
                    .withBody(body)));
  }

  private HttpResponse<String> ask() throws Exception {
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"2+2?\"}]}";
    return client.send(
        HttpRequest.newBuilder(
                URI.create(Objects.requireNonNull(gateway).dataUrl() + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
