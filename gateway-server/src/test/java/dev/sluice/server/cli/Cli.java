package dev.sluice.server.cli;

import dev.sluice.server.books.Books;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;

/// The command line in a folder of its own.
final class Cli {

  static final Instant NOW = Instant.parse("2026-11-24T10:30:00Z");

  private static final String CONFIG =
      """
      providers:
        global: {base_url: "http://127.0.0.1:1/v1", api_key: "${GLOBAL_API_KEY}"}
        other: {base_url: "http://127.0.0.1:2/v1", api_key: sk-12345678}
      models:
        Qwen/Qwen3-8B: {provider: global, tier: budget, price: {input: 0.003, output: 0.01}}
        deepseek-v4-flash: {provider: global, tier: standard, price: {input: 0.10, output: 0.25}}
      tiers: {budget: Qwen/Qwen3-8B, standard: deepseek-v4-flash}
      """;

  private final Path folder;
  private final Books.Opener opener;
  private final Instant now;

  Cli(Path folder, Books.Opener opener) throws IOException {
    this(folder, opener, NOW);
  }

  Cli(Path folder, Books.Opener opener, Instant now) throws IOException {
    this.folder = folder;
    this.opener = opener;
    this.now = now;
    Files.writeString(folder.resolve("sluice.yaml"), CONFIG);
  }

  /// What a command left behind.
  record Ran(int exit, String out, String err) {}

  Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = line();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    return new Ran(exit, out.toString(), err.toString());
  }

  CommandLine line() {
    Map<String, String> environment =
        Map.of(
            "SLUICE_CONFIG",
            folder.resolve("sluice.yaml").toString(),
            "SLUICE_DATA",
            folder.resolve("data").toString());
    return SluiceCommand.line(new Office(opener, InstantSource.fixed(now), environment));
  }
}
