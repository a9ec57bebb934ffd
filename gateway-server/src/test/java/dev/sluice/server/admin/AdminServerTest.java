package dev.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.server.http.Health;
import dev.sluice.server.http.Ulid;
import dev.sluice.server.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {

  private final EventLoopGroup loops = Transport.best().newGroup(1, "test-admin");
  private final Health health = new Health();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void shutDown() {
    client.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void isOpenOnLoopbackWithoutAToken() throws Exception {
    AdminServer server = started(null, null);

    var metrics = get(server, "/metrics", null);

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).isEqualTo("sluice_up 1\n");
    assertThat(metrics.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(get(server, "/", null).body()).contains("href=\"/metrics\"");
    assertThat(get(server, "/nowhere", null).statusCode()).isEqualTo(404);
  }

  @Test
  void takesTheTokenForEverythingAndTheMetricsTokenForMetrics() throws Exception {
    AdminServer server = started("admin-token", "metrics-token");

    assertThat(get(server, "/metrics", null).statusCode()).isEqualTo(401);
    assertThat(get(server, "/metrics", "wrong").statusCode()).isEqualTo(401);
    assertThat(get(server, "/metrics", "metrics-token").statusCode()).isEqualTo(200);
    assertThat(get(server, "/metrics", "admin-token").statusCode()).isEqualTo(200);
    assertThat(get(server, "/", "metrics-token").statusCode()).isEqualTo(401);
    assertThat(get(server, "/", "admin-token").statusCode()).isEqualTo(200);
    assertThat(get(server, "/nowhere", null).statusCode()).isEqualTo(401);
    assertThat(get(server, "/health/live", null).statusCode()).isEqualTo(200);
  }

  @Test
  void saysNotReadyWhileDraining() throws Exception {
    AdminServer server = started(null, null);
    assertThat(get(server, "/readyz", null).statusCode()).isEqualTo(200);

    health.startDraining();

    assertThat(get(server, "/health/ready", null).statusCode()).isEqualTo(503);
    assertThat(get(server, "/health/live", null).statusCode()).isEqualTo(200);
  }

  @Test
  void turnsAwayRequestsUnderAForeignName() throws Exception {
    AdminServer server = started(null, null);

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(reply).startsWith("HTTP/1.1 403 ").doesNotContain("sluice_up");
    }
  }

  @Test
  void refusesToOpenBeyondThisMachineWithoutAToken() {
    AdminConfig open = new AdminConfig("0.0.0.0", 0, null, new Secret("metrics-token"));

    assertThatThrownBy(() -> server(open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("admin.token");
  }

  @Test
  void drains() throws Exception {
    AdminServer server = started(null, null);
    get(server, "/livez", null);

    server.drain(Duration.ofMillis(50));

    assertThatThrownBy(() -> get(server, "/livez", null)).isInstanceOf(IOException.class);
  }

  private AdminServer started(@Nullable String token, @Nullable String metricsToken)
      throws IOException {
    AdminServer server =
        server(new AdminConfig("127.0.0.1", 0, secret(token), secret(metricsToken)));
    server.start();
    return server;
  }

  private AdminServer server(AdminConfig config) {
    var ids = new Ulid(InstantSource.system(), RandomGenerator.getDefault());
    return new AdminServer(config, Transport.best(), loops, health, () -> "sluice_up 1\n", ids);
  }

  private static @Nullable Secret secret(@Nullable String value) {
    return value == null ? null : new Secret(value);
  }

  private HttpResponse<String> get(AdminServer server, String path, @Nullable String token)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
