package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Jazzer in a process of its own, since its agent rewrites classes as they are loaded.
///
/// @param target what to try
/// @param folder takes the log, the inputs that reached something new, and those that failed
/// @param jvm further options of its Java
/// @param limits when to stop, as libFuzzer's flags
record Fuzzer(Target target, Path folder, List<String> jvm, List<String> limits) {

  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

  /// Jazzer's own hook of Unsafe trips over Netty.
  private static final String DISABLED = "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

  Fuzzer {
    jvm = List.copyOf(jvm);
    limits = List.copyOf(limits);
  }

  /// A moment, the same inputs in the same order each time; starting takes most of it.
  static Fuzzer brief(Target target, Path folder) {
    return new Fuzzer(
        target,
        folder,
        List.of("-XX:TieredStopAtLevel=1"),
        List.of("-seed=1", "-runs=20000", "-max_total_time=5"));
  }

  /// As long as somebody wants, from what earlier runs in the same folder found.
  static Fuzzer thorough(Target target, Path folder, String seconds) {
    return new Fuzzer(target, folder, List.of(), List.of("-max_total_time=" + seconds));
  }

  /// How it went.
  ///
  /// @param exitCode 0 when nothing was found
  record Ended(int exitCode, String output) {

    private static final int SHOWN = 6000;

    /// Whether there is no native part of Jazzer for this machine.
    boolean isImpossibleHere() {
      return exitCode != 0
          && output
              .lines()
              .anyMatch(l -> l.contains("UnsatisfiedLinkError: ") && l.contains("jazzer"));
    }

    /// What was said last.
    String end() {
      return output.substring(Math.max(0, output.length() - SHOWN));
    }

    /// How many inputs were tried, in how many seconds; empty when it did not come so far.
    String summary() {
      return output.lines().filter(line -> line.startsWith("Done ")).findFirst().orElse("");
    }
  }

  /// Fuzzes until the limits are reached or something is found.
  Ended run() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("findings"));
    Files.createDirectories(folder.resolve(target.toString()));
    Path log = folder.resolve(target + ".log");
    Process process =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return new Ended(process.waitFor(), Files.readString(log, ISO_8859_1));
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command() {
    Path findings = folder.resolve("findings");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.leakDetection.level=disabled",
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            Jazzer.class.getName(),
            "--target_class=" + target.type().getName(),
            "--instrumentation_includes=" + target.instrumented(),
            "--custom_hook_includes=dev.sluice.**",
            "--disabled_hooks=" + DISABLED,
            "--reproducer_path=" + findings,
            "-artifact_prefix=" + findings.resolve(target + "-"),
            "-dict=" + RESOURCES.resolve("dictionaries").resolve(target.dictionary()),
            "-timeout=25",
            "-max_len=4096"));
    command.addAll(limits);
    command.add(folder.resolve(target.toString()).toString());
    command.add(RESOURCES.resolve("seeds").resolve(target.toString()).toString());
    return command;
  }
}
