package dev.sluice.server.cli;

import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.LiveConfig;
import dev.sluice.server.RunningGateway;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.http.ServerTimeouts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./sluice serve`: runs the gateway until it is told to stop, then lets running requests end.
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs the gateway.")
final class ServeCommand implements Callable<Integer> {

  private static final Duration DRAIN = Duration.ofSeconds(50);

  @Mixin private Settings settings = new Settings();

  @Option(names = "--host", paramLabel = "HOST", description = "Where callers connect.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "N", description = "Port of the data plane.")
  private @Nullable Integer port;

  @Option(names = "--admin-port", paramLabel = "N", description = "Port of the management side.")
  private @Nullable Integer adminPort;

  @Option(
      names = "--init-secrets",
      description = "Makes a virtual key and an admin token once and prints them.")
  private boolean initSecrets;

  @Option(
      names = "--simulate-without-key",
      description = "Without GLOBAL_API_KEY, answers come from a simulated provider.")
  private boolean simulateWithoutKey;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> environment = new HashMap<>(settings.environment());
    try (SimulatedStandIn standIn = standIn(environment)) {
      Secrets secrets =
          initSecrets
              ? Secrets.readOrMake(
                  settings.data(), environment.getOrDefault("SLUICE_METRICS_TOKEN_FILE", ""), out)
              : null;
      GatewayConfig config = completed(loaded(environment), secrets);
      GatewayBooks books = books(config, environment);
      refuseUnsafe(config, books);
      LiveConfig live = new LiveConfig(config, books.keys());
      RunningGateway running = started(live, books);
      try (ConfigReload reload =
          new ConfigReload(
              settings.file(),
              environment,
              read -> completed(settings.bound(read), secrets),
              live,
              running.certificates(),
              running.metrics()::reloaded)) {
        reload.start();
        running.reload().answeredBy(reload::reloadAndTell);
        Signals.on("HUP", reload::reloadNow);
        greet(out, config, running, standIn, books.keys().isOpen());
        awaitTheEnd(running);
      }
    }
    return ExitCode.DONE;
  }

  private GatewayConfig loaded(Map<String, String> environment) {
    try {
      return settings.load(environment);
    } catch (UserError e) {
      if (isKeyless(environment) && String.valueOf(e.getMessage()).contains("GLOBAL_API_KEY")) {
        throw new UserError(
            e.getMessage()
                + "\nWithout a key there is './sluice demo', or 'serve --simulate-without-key'.");
      }
      throw e;
    }
  }

  private @Nullable SimulatedStandIn standIn(Map<String, String> environment) {
    return simulateWithoutKey && isKeyless(environment)
        ? SimulatedStandIn.start(environment)
        : null;
  }

  private static boolean isKeyless(Map<String, String> environment) {
    return environment.getOrDefault("GLOBAL_API_KEY", "").isEmpty();
  }

  private GatewayConfig completed(GatewayConfig read, @Nullable Secrets secrets) {
    ListenConfig listen = read.listen();
    AdminConfig admin = read.admin();
    GatewayConfig bound =
        read.listeningOn(
            new ListenConfig(
                host == null ? listen.host() : host,
                port == null ? listen.port() : port,
                listen.maxBody(),
                listen.tls()),
            new AdminConfig(
                admin.host(),
                adminPort == null ? admin.port() : adminPort,
                admin.token(),
                admin.metricsToken()));
    return secrets == null ? bound : secrets.into(bound);
  }

  private GatewayBooks books(GatewayConfig config, Map<String, String> environment) {
    try {
      return GatewayBooks.open(new Books.Place(config, settings.data(), environment));
    } catch (IOException e) {
      throw new UserError("Sluice cannot start: " + e.getMessage());
    }
  }

  private static void refuseUnsafe(GatewayConfig config, GatewayBooks books) {
    List<String> refusals = StartUpChecks.refusals(config, books.keys().isOpen());
    if (!refusals.isEmpty()) {
      books.close();
      throw new UserError(String.join("\n", refusals));
    }
  }

  private RunningGateway started(LiveConfig live, GatewayBooks books) {
    try {
      return GatewayFactory.start(
          live, new GatewayFactory.Parts(ServerTimeouts.DEFAULT, settings.uploads(), books));
    } catch (IOException e) {
      throw new UserError("Sluice cannot start: " + e.getMessage());
    }
  }

  private static void greet(
      PrintWriter out,
      GatewayConfig config,
      RunningGateway running,
      @Nullable SimulatedStandIn standIn,
      boolean open) {
    out.println("Sluice answers at " + running.dataUrl() + "/v1, metrics at " + running.adminUrl());
    if (standIn != null) {
      out.println("GLOBAL_API_KEY is not set: answers and costs are simulated.");
    }
    ConfigText.aliases(config).forEach(out::println);
    config.inactive().forEach(name -> out.println(name + ": not yet active"));
    if (open) {
      out.println("No keys are defined: anyone who can connect may call.");
    }
    out.flush();
  }

  /// Until SIGTERM or Ctrl-C; then new requests are turned away and running ones may end, which is
  /// a good end. The hook is for ends that no signal announces; of the two only the first drains.
  private static void awaitTheEnd(RunningGateway running) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("drain").unstarted(() -> running.stop(DRAIN)));
    Signals.on("TERM", asked::countDown);
    Signals.on("INT", asked::countDown);
    asked.await();
    running.stop(DRAIN);
  }

  /// The simulated provider in place of the one that has no key.
  private record SimulatedStandIn(SimulatedProvider provider) implements AutoCloseable {

    static SimulatedStandIn start(Map<String, String> environment) {
      SimulatedProvider provider = SimulatedModels.start();
      environment.put("GLOBAL_API_KEY", "simulated");
      environment.put("GLOBAL_API_BASE_URL", provider.baseUrl().toString());
      return new SimulatedStandIn(provider);
    }

    @Override
    public void close() {
      provider.close();
    }
  }
}
