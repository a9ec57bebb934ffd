package dev.sluice.server.cli;

import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.config.Problem;
import dev.sluice.server.LiveConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a changed configuration file into effect; a bad one keeps the old and says so. Looks for a
/// changed certificate as often.
///
/// The content is compared every second, which also works where files are mounted or swapped by
/// links and no notification comes.
final class ConfigReload implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

  private final Path file;
  private final Map<String, String> environment;
  private final UnaryOperator<GatewayConfig> completed;
  private final LiveConfig live;
  private final Runnable certificates;
  private final Consumer<Boolean> told;
  private final ScheduledExecutorService clock;
  private byte[] seen;

  /// @param completed adds what the file does not hold: secrets, ports of the command line
  /// @param certificates looks for a changed certificate
  /// @param told hears after each try whether it worked
  ConfigReload(
      Path file,
      Map<String, String> environment,
      UnaryOperator<GatewayConfig> completed,
      LiveConfig live,
      Runnable certificates,
      Consumer<Boolean> told) {
    this.file = file;
    this.environment = environment;
    this.completed = completed;
    this.live = live;
    this.certificates = certificates;
    this.told = told;
    this.seen = content();
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("config-reload").factory());
  }

  void start() {
    clock.scheduleWithFixedDelay(
        () -> {
          certificates.run();
          reloadIfChanged();
        },
        1,
        1,
        TimeUnit.SECONDS);
  }

  /// Reads the file again, changed or not, and says what is wrong with it.
  ///
  /// @return empty when it is in effect
  List<Problem> reloadAndTell() {
    certificates.run();
    return reload();
  }

  /// Reads the file again whether or not it has changed.
  void reloadNow() {
    clock.execute(() -> {
      certificates.run();
      reload();
    });
  }

  synchronized void reloadIfChanged() {
    byte[] now = content();
    if (!Arrays.equals(now, seen) && now.length > 0) {
      seen = now;
      reload();
    }
  }

  private synchronized List<Problem> reload() {
    return switch (ConfigLoader.load(file, environment)) {
      case Loaded.Ok ok -> replace(completed.apply(ok.config()));
      case Loaded.Invalid invalid -> refuse(invalid.problems());
    };
  }

  private List<Problem> replace(GatewayConfig next) {
    List<String> refusals = StartUpChecks.refusals(next, live.isOpenWith(next));
    if (!refusals.isEmpty()) {
      return refuse(refusals.stream().map(r -> new Problem(file.toString(), 0, r)).toList());
    }
    boolean restart = live.replace(next);
    LOG.atInfo().addKeyValue("file", file).log("the configuration was reloaded");
    if (restart) {
      LOG.warn("what needs a restart has changed too (listeners, ledger)");
    }
    told.accept(true);
    return List.of();
  }

  private List<Problem> refuse(List<Problem> problems) {
    problems.forEach(problem -> LOG.error("{}", problem));
    LOG.error("the configuration was not reloaded, the old one stays in effect");
    told.accept(false);
    return problems;
  }

  private byte[] content() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0]; // between two writes, or gone: the old configuration stays
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
