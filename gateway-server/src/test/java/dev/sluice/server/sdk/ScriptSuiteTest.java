package dev.sluice.server.sdk;

import static dev.sluice.server.sdk.ScriptSuite.installation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ScriptSuiteTest {

  private final List<String> console = new ArrayList<>();

  @Test
  void skipsAnSdkThatIsNotInstalled() {
    var environment = Map.of("CI", "false", "SDK_HOME", "");

    assertThatThrownBy(() -> installation(environment, "an SDK", "SDK_HOME", console::add))
        .isInstanceOf(TestAbortedException.class);
    assertThat(console).containsExactly("skipped: the scenarios of an SDK, SDK_HOME is not set");
  }

  @Test
  void failsInContinuousIntegrationWithoutAnSdk() {
    var environment = Map.of("CI", "true");

    assertThatThrownBy(() -> installation(environment, "an SDK", "SDK_HOME", console::add))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("SDK_HOME is not set");
  }

  @Test
  void readsWhatAScriptPrintsAndHowItEnds(@TempDir Path scratch) throws Exception {
    var command =
        List.of("sh", "-c", "echo ok one; echo \"FAILED two: $WHY\"; echo oh >&2; exit 3");

    ScriptRun run = ScriptRun.of(command, Map.of("WHY", "no"), scratch, Duration.ofMinutes(1));

    assertThat(run).isEqualTo(new ScriptRun(3, List.of("ok one", "FAILED two: no"), "oh\n"));
  }

  @Test
  void stopsAScriptWhoseTimeIsOver(@TempDir Path scratch) throws Exception {
    var command = List.of("sh", "-c", "echo ok one; exec sleep 600");

    ScriptRun run = ScriptRun.of(command, Map.of(), scratch, Duration.ofMillis(300));

    assertThat(run.exit()).isEqualTo(-1);
  }
}
