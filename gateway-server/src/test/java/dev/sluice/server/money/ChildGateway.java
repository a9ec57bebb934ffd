package dev.sluice.server.money;

import dev.sluice.server.Main;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `sluice serve` in a process of its own, which can be killed.
final class ChildGateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern GREETING =
      Pattern.compile("Sluice answers at (\\S+)/v1, metrics at (\\S+)");

  private final Process process;
  private final Path output;
  private final URI data;
  private final URI admin;

  private ChildGateway(Process process, Path output, Matcher greeting) {
    this.process = process;
    this.output = output;
    data = URI.create(greeting.group(1));
    admin = URI.create(greeting.group(2));
  }

  /// @param folder holds `sluice.yaml`; the data goes to `data` in it
  static ChildGateway start(Path folder, Map<String, String> environment) throws IOException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--config",
                folder.resolve("sluice.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SLUICE_DATA", folder.resolve("data").toString());
    builder.environment().put("SLUICE_PORT", "0");
    builder.environment().put("SLUICE_ADMIN_PORT", "0");
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new ChildGateway(process, output, greeting(process, output));
  }

  private static Matcher greeting(Process process, Path output) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher matcher = GREETING.matcher(Files.readString(output));
      if (matcher.find()) {
        return matcher;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    process.destroyForcibly();
    throw new IOException("the gateway did not start: " + Files.readString(output));
  }

  /// Where callers connect, without `/v1`.
  URI data() {
    return data;
  }

  URI admin() {
    return admin;
  }

  /// Everything that it has printed and logged.
  String output() throws IOException {
    return Files.readString(output);
  }

  /// As `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// As SIGTERM; waits for its end.
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue();
  }

  /// Runs another command of Sluice on the same folder.
  ///
  /// @return what it printed
  static String run(Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    File output = Files.createTempFile(folder, "command", ".txt").toFile();
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output);
    builder.environment().put("SLUICE_DATA", folder.resolve("data").toString());
    builder.environment().put("SLUICE_CONFIG", folder.resolve("sluice.yaml").toString());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    String text = Files.readString(output.toPath());
    if (code != 0) {
      throw new IOException(arguments + " ended with " + code + ": " + text);
    }
    return text;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
