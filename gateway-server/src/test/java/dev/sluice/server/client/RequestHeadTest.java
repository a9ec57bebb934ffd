package dev.sluice.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.exchange.Affinity;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

  private static final Affinity NOWHERE = new Affinity() {};

  @ParameterizedTest
  @CsvSource({
    "https://h.example/v1, /v1/x?a=1, h.example",
    "https://h.example/v1/, /v1/x?a=1, h.example",
    "https://h.example:443, /x?a=1, h.example",
    "https://h.example:8443/, /x?a=1, h.example:8443",
    "http://my_service:80/v1, /v1/x?a=1, my_service",
    "http://[::1]:8000/v1, /v1/x?a=1, [::1]:8000",
    "http://user:pw@H.example/v1, /v1/x?a=1, h.example",
  })
  void joinsPathsAndNamesTheHost(String baseUrl, String target, String host) {
    HttpRequest request = request(call(baseUrl, "k", "/x?a=1"));

    assertThat(request.uri()).isEqualTo(target);
    assertThat(request.headers().getAll("host")).containsExactly(host);
  }

  @Test
  void leavesOutHopByHopHeadersFramingAndTheCallersCredentials() {
    HttpRequest request =
        request(
            call(
                "http://h/v1",
                "k",
                "/x",
                new Header("Connection", "close, X-Hop"),
                new Header("x-hop", "1"),
                new Header("Transfer-Encoding", "chunked"),
                new Header("Content-Length", "99"),
                new Header("TE", "trailers"),
                new Header("Upgrade", "h2c"),
                new Header("Host", "evil"),
                new Header("Accept-Encoding", "gzip"),
                new Header("Authorization", "Bearer virtual"),
                new Header("API-Key", "virtual"),
                new Header("x-api-key", "virtual"),
                new Header("Accept", "*/*")));

    assertThat(request.headers().names())
        .map(String::toLowerCase)
        .containsExactlyInAnyOrder(
            "host", "accept", "content-length", "content-type", "authorization");
    assertThat(request.headers().get("authorization")).isEqualTo("Bearer k");
    assertThat(request.headers().get("content-length")).isEqualTo("2");
  }

  @Test
  void theKeyGoesToItsOwnOriginOnly() {
    RequestHead head = RequestHead.of(call("https://h.example/v1", "k", "/x"));

    HttpRequest elsewhere = head.requestTo(new Origin(true, "other.example", 443));

    assertThat(elsewhere.headers().contains("authorization")).isFalse();
  }

  @Test
  void withoutAKeyThereIsNoAuthorization() {
    HttpRequest request =
        request(call("http://h/v1", "", "/x", new Header("Authorization", "Bearer virtual")));

    assertThat(request.headers().contains("authorization")).isFalse();
  }

  @Test
  void keepsTheContentTypeThatIsGiven() {
    HttpRequest request =
        request(call("http://h/v1", "k", "/x", new Header("content-type", "multipart/form-data")));

    assertThat(request.headers().getAll("content-type")).containsExactly("multipart/form-data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nx: y", "a\nb", "a\rb", "a\u0000b"})
  void refusesHeaderValuesThatWouldBreakTheHead(String value) {
    UpstreamCall call = call("http://h/v1", "k", "/x", new Header("x-a", value));

    assertThatThrownBy(() -> RequestHead.of(call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x-a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x y", "x\r\ny", "", "x:y"})
  void refusesHeaderNamesThatAreNone(String name) {
    UpstreamCall call = call("http://h/v1", "k", "/x", new Header(name, "v"));

    assertThatThrownBy(() -> RequestHead.of(call)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "/a b", "/a\r\nHost: evil", "/ü", "/a#b", ""})
  void refusesPathsThatCannotBeSent(String path) {
    UpstreamCall call = call("http://h/v1", "k", path);

    assertThatThrownBy(() -> RequestHead.of(call)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAKeyThatWouldBreakTheHeadAndDoesNotShowIt() {
    UpstreamCall call = call("http://h/v1", "secret\n", "/x");

    assertThatThrownBy(() -> RequestHead.of(call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  private static HttpRequest request(UpstreamCall call) {
    RequestHead head = RequestHead.of(call);
    return head.requestTo(head.origin());
  }

  private static UpstreamCall call(String baseUrl, String key, String path, Header... headers) {
    return new UpstreamCall(
        new ProviderConfig("p", URI.create(baseUrl), new Secret(key)),
        "POST",
        path,
        List.of(headers),
        new RequestBytes(new byte[] {'{', '}'}),
        UpstreamCall.Expect.WHOLE,
        ClientRig.PATIENT,
        NOWHERE);
  }
}
