package dev.sluice.server.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What a script of scenarios printed and how it ended.
///
/// @param exit the exit code, or -1 when it was stopped because its time was over
/// @param lines of its standard output, `ok NAME` or `FAILED NAME: why`
/// @param errors its standard error
record ScriptRun(int exit, List<String> lines, String errors) {

  /// What a script sees of our environment: no proxy, no key or organisation of whoever runs it.
  private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "LANG");

  ScriptRun {
    lines = List.copyOf(lines);
  }

  /// Runs the command to its end, `bound` at most, and keeps its output in files of `scratch`.
  static ScriptRun of(
      List<String> command, Map<String, String> environment, Path scratch, Duration bound)
      throws IOException, InterruptedException {
    Path output = scratch.resolve("output.txt");
    Path errors = scratch.resolve("errors.txt");
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());

    Process process = builder.start();
    int exit = -1;
    try {
      if (process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        exit = process.exitValue();
      }
    } finally {
      process.destroyForcibly();
    }
    return new ScriptRun(exit, Files.readAllLines(output), Files.readString(errors));
  }
}
