package dev.sluice.server.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.LiveConfig;
import dev.sluice.server.RunningGateway;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A gateway on free ports of the loopback address, built as in production, with a simulated
/// provider behind it. Any thread.
public final class GatewayFixture implements AutoCloseable {

  /// Nothing here takes that long; who waits for so long waits for what will not come.
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Setup setup;
  private final SimulatedProvider provider;
  private final LiveConfig live;
  private final RunningGateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GatewayFixture(Setup setup, @Nullable Path data) throws IOException {
    ((Logger) LoggerFactory.getLogger("sluice.access")).setLevel(Level.WARN); // a line per request
    this.setup = setup;
    provider = SimulatedProvider.start(setup.provider());
    GatewayConfig config = config(setup.yaml());
    GatewayBooks books = data == null ? GatewayBooks.none(config) : open(config, data);
    live = new LiveConfig(config, books.keys());
    gateway =
        GatewayFactory.start(
            live,
            new GatewayFactory.Parts(
                setup.timeouts(), Path.of(System.getProperty("java.io.tmpdir")), books));
  }

  public static GatewayFixture start(Setup setup) {
    return start(setup, null);
  }

  /// One that keeps its books.
  ///
  /// @param data the folder where they lie, null for none
  public static GatewayFixture start(Setup setup, @Nullable Path data) {
    try {
      return new GatewayFixture(setup, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GatewayBooks open(GatewayConfig config, Path data) throws IOException {
    return GatewayBooks.open(new Books.Place(config, data, Map.of()));
  }

  /// What this text means for this gateway and its provider.
  public GatewayConfig config(String yaml) {
    Map<String, String> environment = new HashMap<>(setup.environment());
    environment.put("GLOBAL_API_BASE_URL", provider.baseUrl().toString());
    environment.put("GLOBAL_API_KEY", Setup.PROVIDER_KEY);
    return switch (ConfigLoader.parse(yaml, "sluice.yaml", environment)) {
      case Loaded.Ok ok -> onFreePorts(ok.config());
      case Loaded.Invalid invalid ->
          throw new IllegalArgumentException(invalid.problems().toString());
    };
  }

  private static GatewayConfig onFreePorts(GatewayConfig config) {
    ListenConfig listen = config.listen();
    AdminConfig admin = config.admin();
    return config.listeningOn(
        new ListenConfig(listen.host(), 0, listen.maxBody(), listen.tls()),
        new AdminConfig(admin.host(), 0, admin.token(), admin.metricsToken()));
  }

  public SimulatedProvider provider() {
    return provider;
  }

  public LiveConfig live() {
    return live;
  }

  public RunningGateway gateway() {
    return gateway;
  }

  public int port() {
    return URI.create(gateway.dataUrl()).getPort();
  }

  /// A connection of its own.
  public Wire wire() {
    return new Wire(port());
  }

  /// Sends a chat request and reads the whole answer.
  ///
  /// @param headers names and values in turn
  public Reply chat(String json, String... headers) {
    return post("/v1/chat/completions", json, headers);
  }

  public Reply post(String path, String json, String... headers) {
    return post(path, json.getBytes(StandardCharsets.UTF_8), headers);
  }

  public Reply post(String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.dataUrl() + path))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /// Fetches a page.
  ///
  /// @param headers names and values in turn
  public Reply get(String url, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return Reply.of(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The sum of all series of a metric that carry these labels.
  ///
  /// @param labels names and values in turn
  public double metric(String name, String... labels) {
    return new Scrape(gateway.metrics().scrape()).sum(name, labels);
  }

  /// Waits until the metric has this value; what is counted after an answer's last byte comes late.
  public boolean awaitMetric(double value, String name, String... labels) {
    return await(() -> Math.abs(metric(name, labels) - value) < 1e-9);
  }

  /// Waits until nothing is in flight, neither here nor at the provider, and nothing is held.
  public boolean awaitQuiet() throws InterruptedException {
    return provider.awaitIdle(PATIENCE)
        && awaitMetric(0, "sluice_inflight_requests")
        && awaitMetric(0, "sluice_buffered_bytes");
  }

  public static boolean await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
    provider.close();
  }
}
