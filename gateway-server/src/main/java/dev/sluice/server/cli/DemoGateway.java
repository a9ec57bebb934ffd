package dev.sluice.server.cli;

import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.LiveConfig;
import dev.sluice.server.RunningGateway;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.http.ServerTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A gateway under the shipped configuration whose only provider is a simulated one.
///
/// Open to this machine and nobody else, whatever the file says of keys and listeners.
record DemoGateway(GatewayConfig config, RunningGateway running) implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int TRIES = 5;

  /// Where to listen.
  ///
  /// @param data first choice for callers, 0 = any
  /// @param exact whether only the first choice will do
  record Ports(int data, boolean exact) {

    /// The pair to try: both free a moment ago, the management side above the other.
    Ports.Pair choose() {
      if (exact && data != 0 && !FreePorts.isFree(data)) {
        throw new UserError("Port " + data + " is taken; choose another with --port.");
      }
      int first = FreePorts.from(data);
      return new Pair(first, data == 0 ? 0 : FreePorts.from(Math.max(data, first) + 1));
    }

    record Pair(int data, int management) {}
  }

  static DemoGateway start(Settings settings, SimulatedProvider provider, Ports ports) {
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.put("GLOBAL_API_KEY", "simulated");
    environment.put("GLOBAL_API_BASE_URL", provider.baseUrl().toString());
    GatewayConfig config = settings.load(environment);
    for (ProviderConfig named : config.providers().values()) {
      if (!named.baseUrl().equals(provider.baseUrl())) {
        throw new UserError(
            "The demo calls no real provider, but "
                + settings.file()
                + " names "
                + named.name()
                + " at "
                + named.baseUrl()
                + "; start it with the configuration that ships with Sluice.");
      }
    }
    return started(settings, config, ports);
  }

  /// Somebody may take a port between the choice and the start; then others are chosen.
  private static DemoGateway started(Settings settings, GatewayConfig read, Ports ports) {
    String told = "";
    for (int i = 0; i < TRIES; i++) {
      Ports.Pair pair = ports.choose();
      GatewayConfig config = listening(read, pair);
      try {
        return new DemoGateway(config, started(settings, config));
      } catch (IOException e) {
        told = String.valueOf(e.getMessage());
      }
    }
    throw new UserError("Sluice cannot start: " + told);
  }

  /// Its books lie in the demo's own folder, whatever the file says of a database.
  private static RunningGateway started(Settings settings, GatewayConfig config)
      throws IOException {
    GatewayBooks books =
        GatewayBooks.open(new Books.Place(config, settings.data(), settings.environment()));
    return GatewayFactory.start(
        new LiveConfig(config, books.keys()),
        new GatewayFactory.Parts(ServerTimeouts.DEFAULT, settings.uploads(), books));
  }

  private static GatewayConfig listening(GatewayConfig read, Ports.Pair ports) {
    AdminConfig management = new AdminConfig(HOST, ports.management(), null, null);
    return read.withKeys(List.of(), management)
        .listeningOn(
            new ListenConfig(HOST, ports.data(), read.listen().maxBody(), null), management)
        .withLedger(LedgerConfig.DEFAULT);
  }

  @Override
  public void close() {
    running.stop(PATIENCE);
  }
}
