package dev.sluice.bench.endure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A packaged gateway in a process of its own, and what the kernel says of it.
final class GatewayProcess implements AutoCloseable {

  static final String HEAP = "-Xmx256m";

  private static final double MIB = 1 << 20;
  private static final String GREETING = "Sluice answers at ";

  /// What it takes to start one.
  record Setup(Path root, Path work, int providerPort) {}

  private final Process process;
  private final Path output;
  private final int port;
  private final int adminPort;
  private final long startedNanos;

  private GatewayProcess(Process process, Path output, long startedNanos)
      throws IOException, InterruptedException {
    this.process = process;
    this.output = output;
    this.startedNanos = startedNanos;
    String greeting = greeting();
    port = portAfter(greeting, GREETING);
    adminPort = portAfter(greeting, "metrics at ");
  }

  static GatewayProcess start(Setup setup, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(setup.work, "gateway");
    Path config = Files.writeString(folder.resolve("sluice.yaml"), config(setup.providerPort));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                setup.root.resolve("sluice").toString(),
                "serve",
                "--config",
                config.toString(),
                "--port",
                "0",
                "--admin-port",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SLUICE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLUICE_JAVA_OPTS", HEAP);
    builder.environment().put("SLUICE_DATA", folder.resolve("data").toString());
    builder.environment().putAll(environment);
    long now = System.nanoTime();
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new GatewayProcess(process, output, now);
  }

  /// All limits are the defaults.
  private static String config(int providerPort) {
    StringBuilder yaml =
        new StringBuilder("providers:\n  bench: {base_url: \"http://127.0.0.1:")
            .append(providerPort)
            .append("/v1\", api_key: bench}\nmodels:\n");
    for (Model model : Model.values()) {
      yaml.append("  ")
          .append(model.wireName())
          .append(": {provider: bench, tier: standard, price: {input: 0.1, output: 0.3}}\n");
    }
    return yaml.append("tiers: {standard: plain}\n").toString();
  }

  private String greeting() throws IOException, InterruptedException {
    for (int tries = 0; tries < 1200 && process.isAlive(); tries++) {
      for (String line : Files.readAllLines(output)) {
        if (line.startsWith(GREETING)) {
          return line;
        }
      }
      Thread.sleep(25);
    }
    close();
    throw new IOException("the gateway did not start: " + Files.readString(output));
  }

  private static int portAfter(String line, String words) {
    String url = line.substring(line.indexOf(words) + words.length());
    return Integer.parseInt(url.replaceFirst("https?://[^:]+:([0-9]+).*", "$1"));
  }

  int port() {
    return port;
  }

  long startedNanos() {
    return startedNanos;
  }

  /// Whether a plain call succeeds.
  boolean answersOnce() {
    try (Peer peer = Peer.connect(port)) {
      return peer.ask(Model.PLAIN, false, "probe").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /// Lines of the log that nothing in these trials explains.
  List<String> complaints() throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      if (line.contains("\"ERROR\"") || line.contains(" ERROR ") || line.contains("OutOfMemory")) {
        found.add(line.substring(0, Math.min(line.length(), 300)));
      }
    }
    return found.subList(0, Math.min(found.size(), 3));
  }

  /// The last of what it said, for whoever asks why a trial broke off.
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  // Memory and time

  /// Resident memory now, in MiB.
  double residentMib() throws IOException {
    return statusKib("VmRSS:") / 1024.0;
  }

  /// The most resident memory since [#forgetPeak], in MiB.
  double peakMib() throws IOException {
    return statusKib("VmHWM:") / 1024.0;
  }

  void forgetPeak() throws IOException {
    Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
  }

  private long statusKib(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + name);
  }

  /// Heap in use after a full collection, in MiB.
  double liveHeapMib() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process collected =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    collected.waitFor();
    return metric("jvm_memory_used_bytes", "area=\"heap\"") / MIB;
  }

  /// The sum of a metric's lines that contain these words.
  double metric(String name, String words) throws IOException {
    try (Peer peer = Peer.connect(adminPort)) {
      peer.write("GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
      List<String> lines =
          peer.answer()
              .text()
              .lines()
              .filter(line -> line.startsWith(name) && line.contains(words))
              .toList();
      if (lines.isEmpty()) {
        throw new IOException("no metric " + name + " with " + words);
      }
      return lines.stream()
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }
  }

  /// CPU time of all threads so far, in microseconds; the clock of `/proc` ticks every 10 ms.
  double cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000.0;
  }

  // The end

  /// Asks it to stop, as an operator does.
  void terminate() {
    process.destroy();
  }

  /// The exit code, or -1 when it is still there after so long.
  int exitCode(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "gateway %d on port %d", process.pid(), port);
  }
}
