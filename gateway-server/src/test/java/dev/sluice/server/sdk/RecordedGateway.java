package dev.sluice.server.sdk;

import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A provider that gives recorded answers, and a gateway in front of it. Any thread.
final class RecordedGateway implements AutoCloseable {

  /// The one model; its prices are easy to multiply with.
  static final String MODEL = "m";

  private static final String CONFIG =
      """
      providers: {one: {base_url: "${URL}", api_key: provider-key}}
      models:
        m: {provider: one, tier: standard, price: {input: 0.5, cached_input: 0.05, output: 2, reasoning: 3}}
      tiers: {standard: m}
      cache: {exact: off}
      listen: {port: 0}
      admin: {port: 0}
      """;

  private final SimulatedProvider provider;
  private final RunningGateway gateway;

  private RecordedGateway(SimulatedProvider provider, RunningGateway gateway) {
    this.provider = provider;
    this.gateway = gateway;
  }

  /// Starts both; a request whose body holds a recorded answer's marker gets that answer.
  static RecordedGateway start(List<RecordedBody> bodies) throws IOException {
    SimulatedProvider provider =
        SimulatedProvider.start(
            Settings.defaults().withModels(ModelProfile.of(MODEL, Dialect.OPENAI)));
    for (RecordedBody body : bodies) {
      provider.script(RequestMatch.bodyContains(body.marker()), body.asFault());
    }
    return switch (ConfigLoader.parse(
        CONFIG, "recorded.yaml", Map.of("URL", provider.baseUrl().toString()))) {
      case Loaded.Ok ok -> new RecordedGateway(provider, GatewayFactory.start(ok.config()));
      case Loaded.Invalid invalid -> {
        provider.close();
        throw new IllegalStateException(invalid.toString());
      }
    };
  }

  /// Where an SDK reads the provider without the gateway.
  URI direct() {
    return provider.baseUrl();
  }

  /// Where it reads it through the gateway.
  URI through() {
    return URI.create(gateway.dataUrl() + "/v1");
  }

  /// The sum of all series of a metric whose labels hold this text.
  double metric(String name, String label) {
    return gateway
        .metrics()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Waits for what is counted after an answer's last byte, ten seconds at most.
  static boolean await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > Duration.ofSeconds(10).toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    gateway.stop(Duration.ofSeconds(1));
    provider.close();
  }
}
