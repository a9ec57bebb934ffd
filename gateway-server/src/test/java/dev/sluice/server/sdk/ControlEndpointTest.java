package dev.sluice.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlEndpointTest {

  private final Recorded gateway = new Recorded();

  @Test
  void steersTheProvider() throws Exception {
    try (var endpoint = ControlEndpoint.open(gateway)) {
      call(endpoint, "POST", "/fail?status=429&times=2");
      call(endpoint, "POST", "/cut?at=1500");
    }

    assertThat(gateway.calls).containsExactly("fail 429 2", "cut 1500");
  }

  @Test
  void tellsWhatTheProviderSaw() throws Exception {
    try (var endpoint = ControlEndpoint.open(gateway)) {
      assertThat(call(endpoint, "GET", "/cancelled")).isEqualTo("3");
      assertThat(call(endpoint, "GET", "/cancelled?above=2")).isEqualTo("3");
      assertThat(call(endpoint, "GET", "/last-request")).isEqualTo("{\"model\":\"é\"}");
    }
  }

  private static String call(ControlEndpoint endpoint, String method, String path)
      throws Exception {
    var request =
        HttpRequest.newBuilder(endpoint.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /// A gateway that only notes what it is told.
  private static final class Recorded implements GatewayUnderTest {

    private final List<String> calls = new ArrayList<>();

    @Override
    public URI baseUrl() {
      return URI.create("http://127.0.0.1/v1");
    }

    @Override
    public String apiKey() {
      return "key";
    }

    @Override
    public void failNext(int status, int times) {
      calls.add("fail " + status + " " + times);
    }

    @Override
    public void cutNextStreamAt(int bodyBytes) {
      calls.add("cut " + bodyBytes);
    }

    @Override
    public int cancelledCount() {
      return 3;
    }

    @Override
    public String lastRequest() {
      return "{\"model\":\"é\"}";
    }

    @Override
    public void close() {}
  }
}
