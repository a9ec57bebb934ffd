package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fuzzes each target, two at a time: a moment from the checked-in inputs in every build, or, where
/// `bench/fuzz.sh` says so, for long and from what earlier runs found.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {

  private static final Path KEPT = Path.of("target/fuzz").toAbsolutePath();
  private static final String SECONDS = System.getProperty("fuzz.seconds", "");
  private static final String ONLY = System.getProperty("fuzz.target", "");

  private final ExecutorService lanes = Executors.newFixedThreadPool(2);
  private final Map<Target, Future<Fuzzer.Ended>> running = new EnumMap<>(Target.class);

  @BeforeAll
  void start(@TempDir Path fresh) {
    targets().forEach(target -> running.put(target, lanes.submit(fuzzer(target, fresh)::run)));
  }

  @AfterAll
  void stop() {
    lanes.shutdownNow();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void findsNothing(Target target) throws Exception {
    Fuzzer.Ended ended = Objects.requireNonNull(running.get(target)).get();

    if (ended.isImpossibleHere() && !"true".equals(System.getenv("CI"))) {
      assumeFalse(true, "skipped: Jazzer has no native part for this machine");
    }
    assertThat(ended.exitCode()).as("%s: %s", target, ended.end()).isZero();
    assertThat(ended.summary()).startsWith("Done ");
    System.out.println("fuzzed " + target + ": " + ended.summary());
  }

  static Stream<Target> targets() {
    return Stream.of(Target.values()).filter(t -> ONLY.isEmpty() || ONLY.equals(t.toString()));
  }

  private static Fuzzer fuzzer(Target target, Path fresh) {
    return SECONDS.isEmpty() ? Fuzzer.brief(target, fresh) : Fuzzer.thorough(target, KEPT, SECONDS);
  }
}
