package dev.sluice.server.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real PostgreSQL server for tests, which syncs to the disk, may be frozen, and may be killed.
public final class PostgresServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Path data;
  private final int port;
  private final EmbeddedPostgres server;
  private int databases;

  private PostgresServer(Path data, EmbeddedPostgres server) {
    this.data = data;
    this.server = server;
    this.port = server.getPort();
  }

  /// Starts one; where its binaries cannot run, one line says so and the test is skipped, or fails
  /// where `CI` is `true`.
  public static PostgresServer start(Path data) {
    try {
      return new PostgresServer(data, builder(data).start());
    } catch (IOException | RuntimeException e) {
      return skip(System.getenv(), e, System.out::println);
    }
  }

  private static PostgresServer skip(
      Map<String, String> environment, Exception cause, Consumer<String> console) {
    String line = "skipped: the ledger in PostgreSQL, its server does not start here: " + cause;
    if ("true".equals(environment.get("CI"))) {
      throw new AssertionError(line + ", and CI runs everything", cause);
    }
    console.accept(line);
    return Assumptions.abort(line);
  }

  private static EmbeddedPostgres.Builder builder(Path data) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(START)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on");
  }

  /// Makes an empty database and returns its address.
  public String freshDatabase() throws SQLException {
    String name = "ledger" + databases++;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return "jdbc:postgresql://localhost:%d/%s?user=postgres".formatted(port, name);
  }

  /// Its processes stop where they are, and connections to it stay open.
  public void freeze() throws Exception {
    signal("STOP");
  }

  public void thaw() throws Exception {
    signal("CONT");
  }

  /// Kills all its processes.
  ///
  /// @return the command that starts it again on the same data and port
  public List<String> kill() throws Exception {
    ProcessHandle postmaster = postmaster();
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U")); // it refuses to run as root
    }
    command.add(postmaster.info().command().orElseThrow());
    command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
    signal("KILL");
    postmaster.onExit().get();
    return command;
  }

  public void startAgain(List<String> command) throws IOException {
    new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
  }

  private void signal(String name) throws Exception {
    ProcessHandle postmaster = postmaster();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .map(process -> Long.toString(process.pid()))
        .forEach(command::add);
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
