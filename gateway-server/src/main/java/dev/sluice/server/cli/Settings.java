package dev.sluice.server.cli;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which configuration a command works with: `--config`, else `SLUICE_CONFIG`, else the shipped
/// file.
final class Settings {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; SLUICE_CONFIG, else config/sluice.yaml.")
  private @Nullable Path config;

  private final Map<String, String> environment;

  Settings() {
    this(System.getenv());
  }

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /// The file, wherever the command was started from.
  Path file() {
    if (config != null) {
      return config;
    }
    String named = environment.getOrDefault("SLUICE_CONFIG", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path here = Path.of("config", "sluice.yaml");
    String home = System.getProperty("sluice.home", "");
    return Files.exists(here) || home.isEmpty() ? here : Path.of(home).resolve(here);
  }

  /// The folder for what outlives the process.
  Path data() {
    String named = environment.getOrDefault("SLUICE_DATA", "");
    return Path.of(named.isEmpty() ? "data" : named);
  }

  /// The folder where large uploads wait for their provider: the one for data, where it exists,
  /// since the system's folder for temporary files may be small or in memory.
  Path uploads() {
    Path data = data();
    return Files.isDirectory(data) && Files.isWritable(data)
        ? data
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// Reads the file, or ends the command with everything that is wrong with it.
  GatewayConfig load(Map<String, String> variables) {
    return switch (ConfigLoader.load(file(), variables)) {
      case Loaded.Ok ok -> bound(ok.config());
      case Loaded.Invalid invalid -> throw new UserError(told(invalid.problems()));
    };
  }

  /// The configuration with the listeners that the environment asks for.
  GatewayConfig bound(GatewayConfig read) {
    ListenConfig listen = read.listen();
    AdminConfig admin = read.admin();
    return read.listeningOn(
        new ListenConfig(
            environment.getOrDefault("SLUICE_HOST", listen.host()),
            port("SLUICE_PORT", listen.port()),
            listen.maxBody(),
            listen.tls()),
        new AdminConfig(
            environment.getOrDefault("SLUICE_ADMIN_HOST", admin.host()),
            port("SLUICE_ADMIN_PORT", admin.port()),
            admin.token(),
            admin.metricsToken()));
  }

  static String told(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  private int port(String variable, int otherwise) {
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UserError(variable + " must be a port number, not '" + value + "'.");
  }
}
