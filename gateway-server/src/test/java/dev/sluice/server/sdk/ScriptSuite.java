package dev.sluice.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the scenarios of an SDK that is not on the JVM, as a process, against a gateway.
///
/// An environment variable says where the SDK is installed. Without it the suite is skipped with
/// one line that says so, and fails where `CI` is `true`.
abstract class ScriptSuite {

  private static final Duration BOUND = Duration.ofMinutes(2);

  private final String sdk;
  private final String variable;

  /// @param sdk how the SDK is called in messages, as `openai (npm)`
  /// @param variable the environment variable with the place of its installation
  ScriptSuite(String sdk, String variable) {
    this.sdk = sdk;
    this.variable = variable;
  }

  /// Starts the gateway and the provider behind it.
  abstract GatewayUnderTest start() throws IOException;

  /// The command that runs the scenarios, after the files it needs were laid out in `scratch`.
  abstract List<String> command(Path installation, Path scratch) throws IOException;

  /// The lines that a good run prints, in any order.
  abstract List<String> expectedLines(List<String> scenarios);

  @Test
  void everyScenarioIsOk(@TempDir Path scratch) throws Exception {
    Path installation = installation(System.getenv(), sdk, variable, System.out::println);

    ScriptRun run = run(command(installation, scratch), scratch);

    assertThat(run.lines())
        .as("%s, standard error:%n%s", sdk, run.errors())
        .containsExactlyInAnyOrderElementsOf(expectedLines(ScenarioBook.read().scenarios()));
    assertThat(run.exit()).as("exit code of %s", sdk).isZero();
  }

  /// Where the SDK is installed; ends the test when that is not said.
  static Path installation(
      Map<String, String> environment, String sdk, String variable, Consumer<String> console) {
    @Nullable String place = environment.get(variable);
    if (place != null && !place.isBlank()) {
      return Path.of(place).toAbsolutePath();
    }
    String line = "skipped: the scenarios of %s, %s is not set".formatted(sdk, variable);
    assertThat(environment.get("CI")).as("%s, and CI runs them all", line).isNotEqualTo("true");
    console.accept(line);
    return Assumptions.abort(line);
  }

  private ScriptRun run(List<String> command, Path scratch) throws Exception {
    try (GatewayUnderTest gateway = start();
        ControlEndpoint control = ControlEndpoint.open(gateway)) {
      Map<String, String> environment =
          Map.of(
              "OPENAI_BASE_URL", gateway.baseUrl().toString(),
              "OPENAI_API_KEY", gateway.apiKey(),
              "SLUICE_SDK_CONTROL", control.uri().toString());
      return ScriptRun.of(command, environment, scratch, BOUND);
    }
  }
}
