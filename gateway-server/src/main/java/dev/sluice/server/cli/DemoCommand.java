package dev.sluice.server.cli;

import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.fixtures.traffic.SampleTraffic;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.server.demo.DemoClient;
import dev.sluice.server.demo.Figures;
import dev.sluice.server.demo.NextSteps;
import dev.sluice.server.demo.Progress;
import dev.sluice.server.demo.ProgressBar;
import dev.sluice.server.demo.ProgressLines;
import dev.sluice.server.demo.Replay;
import dev.sluice.server.demo.Report;
import dev.sluice.server.demo.Screen;
import java.io.Console;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./sluice demo`: a gateway in front of simulated models, sample traffic through it, a report.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Sends sample traffic through a gateway in front of simulated models (no key, no network)"
          + " and reports what it cost; then the gateway stays up until Ctrl-C."
    })
final class DemoCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;
  private static final int USUAL_PORT = 8080;

  @Option(names = "--exit", description = "End after the report.")
  private boolean exit;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "400",
      description = "Requests to send (${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "24",
      description = "Requests under way at a time (${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Another seed, another mix (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the gateway; 8080, else the next free one.")
  private @Nullable Integer port;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    check();
    quiet();
    stopOnSignals();
    try (TemporaryFolder data = TemporaryFolder.make("sluice-demo-");
        SimulatedProvider provider = SimulatedModels.start();
        DemoGateway gateway = DemoGateway.start(settings(data), provider, ports())) {
      return run(provider, gateway);
    } catch (InterruptedException e) {
      out().println();
      out().println("Stopped before the end.");
      return INTERRUPTED;
    }
  }

  private void check() {
    boolean portFits = port == null || (port >= 0 && port < 65_535);
    if (requests < 1 || concurrency < 1 || !portFits) {
      throw new ParameterException(
          spec.commandLine(), "--requests and --concurrency start at 1, --port ends at 65534");
    }
  }

  /// Before anything logs: neither a line for each request nor the start's news.
  static void quiet() {
    System.setProperty("SLUICE_ACCESS_LOG", "off");
    if (System.getenv("SLUICE_LOG_LEVEL") == null) {
      System.setProperty("SLUICE_LOG_LEVEL", "WARN");
    }
  }

  /// The first Ctrl-C lets everything end in order, a second one does not wait for that.
  private static void stopOnSignals() {
    Thread waiting = Thread.currentThread();
    AtomicBoolean asked = new AtomicBoolean();
    Runnable stop =
        () -> {
          if (asked.getAndSet(true)) {
            Runtime.getRuntime().halt(INTERRUPTED);
          }
          waiting.interrupt();
        };
    List.of("INT", "TERM", "HUP").forEach(signal -> Signals.on(signal, stop));
  }

  /// The shipped file, whatever the user runs otherwise, and a data folder of its own.
  private static Settings settings(TemporaryFolder data) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("SLUICE_CONFIG");
    environment.put("SLUICE_DATA", data.path().toString());
    return new Settings(environment);
  }

  private DemoGateway.Ports ports() {
    return port == null
        ? new DemoGateway.Ports(USUAL_PORT, false)
        : new DemoGateway.Ports(port, true);
  }

  private int run(SimulatedProvider provider, DemoGateway gateway) throws InterruptedException {
    Screen screen = screen();
    greet(gateway);
    Replay.Result result = replay(gateway, screen);
    Usd invoice = Usd.ofNanos(provider.invoice().totalNanoUsd());
    Figures figures = Figures.of(result, standardPrice(gateway.config()), 2 * concurrency, seed);
    Report.lines(figures, setting(gateway.config(), invoice), screen).forEach(out()::println);
    out().flush();
    if (exit) {
      return figures.answered() == requests ? ExitCode.DONE : ExitCode.BUG;
    }
    NextSteps.lines(gateway.running().dataUrl(), gateway.running().adminUrl(), screen)
        .forEach(out()::println);
    out().flush();
    awaitTheEnd();
    return ExitCode.DONE;
  }

  private void greet(DemoGateway gateway) {
    String url = gateway.running().dataUrl();
    if (port == null && !url.endsWith(":" + USUAL_PORT)) {
      out().println("Port " + USUAL_PORT + " is taken; the gateway listens on the next free one.");
    }
    out()
        .printf(
            Locale.ROOT,
            "Sending %,d requests of sample traffic (seed %d), %d at a time, to%n"
                + "%s, with simulated models behind it.%n%n",
            requests,
            seed,
            concurrency,
            url);
    out().flush();
  }

  private Replay.Result replay(DemoGateway gateway, Screen screen) throws InterruptedException {
    Progress progress =
        screen.terminal()
            ? new ProgressBar(requests, screen, out(), System::nanoTime)
            : new ProgressLines(requests, screen, out(), System::nanoTime);
    try (DemoClient client = new DemoClient(gateway.running().dataUrl(), System::nanoTime)) {
      return new Replay(client, concurrency, System::nanoTime)
          .run(SampleTraffic.load().mix(requests, seed), progress);
    }
  }

  private static Price standardPrice(GatewayConfig config) {
    Price price = Objects.requireNonNull(config.model(standard(config))).price();
    return Objects.requireNonNull(price, "the standard model has no price");
  }

  private static String standard(GatewayConfig config) {
    return Objects.requireNonNull(config.tiers().get(Tier.STANDARD));
  }

  private static Report.Setting setting(GatewayConfig config, Usd invoice) {
    String baseline = config.baseline();
    return new Report.Setting(
        baseline == null ? "no baseline" : baseline, standard(config), invoice, config.inactive());
  }

  /// Until a signal.
  private void awaitTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stop) {
      out().println();
      out().println("Stopped.");
      out().flush();
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static Screen screen() {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return Screen.of(System.getenv(), terminal, System.out.charset());
  }
}
