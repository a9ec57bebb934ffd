package dev.sluice.server.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What providers really answered, read by each official SDK directly and through Sluice: its
/// objects hold the same.
final class RecordedBodiesTest {

  private static final Duration BOUND = Duration.ofMinutes(3);

  private List<RecordedBody> bodies = List.of();
  private @Nullable RecordedGateway gateway;

  @BeforeEach
  void start() throws Exception {
    bodies = RecordedBody.all();
    gateway = RecordedGateway.start(bodies);
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void openAiJavaReadsTheSame() {
    List<Reading> readings = new ArrayList<>();
    try (var direct = new OpenAiJavaReader(gateway().direct());
        var through = new OpenAiJavaReader(gateway().through())) {
      for (RecordedBody body : bodies) {
        for (boolean usage : usages(body)) {
          JsonNode first = direct.read(body, usage);
          readings.add(new Reading(body.name(), usage, first, through.read(body, usage)));
        }
      }
    }

    check(readings);
  }

  @Test
  void openAiForNodeReadsTheSame(@TempDir Path scratch) throws Exception {
    Path installation = installation("openai (npm)", "SLUICE_SDK_NODE_HOME");
    try (NodeFolder folder = NodeFolder.lay(installation, scratch, "recorded.mjs")) {

      check(readings(run(folder.command(), scratch), ""));
    }
  }

  @Test
  void openAiForPythonReadsTheSame(@TempDir Path scratch) throws Exception {
    Path installation = installation("openai (PyPI)", "SLUICE_SDK_PYTHON");
    Path script = ScenarioBook.FOLDER.resolve("python/recorded.py").toAbsolutePath();

    ScriptRun run = run(List.of(installation.toString(), "-B", script.toString()), scratch);

    check(readings(run, "sync"));
    check(readings(run, "async"));
  }

  private RecordedGateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  /// A stream of chat is read twice: without usage and with it.
  private static boolean[] usages(RecordedBody body) {
    boolean both = body.stream() && body.api() == RecordedBody.Api.CHAT;
    return both ? new boolean[] {false, true} : new boolean[] {false};
  }

  private static Path installation(String sdk, String variable) {
    return ScriptSuite.installation(System.getenv(), sdk, variable, System.out::println);
  }

  private ScriptRun run(List<String> command, Path scratch) throws Exception {
    Path list = scratch.resolve("bodies.json");
    List<Map<String, Object>> entries = new ArrayList<>();
    for (RecordedBody body : bodies) {
      for (boolean usage : usages(body)) {
        entries.add(
            Map.of(
                "name", body.name(),
                "prompt", body.marker(),
                "api", body.api().name(),
                "stream", body.stream(),
                "usage", usage));
      }
    }
    Files.writeString(list, JsonMapper.shared().writeValueAsString(entries));
    Map<String, String> environment =
        Map.of(
            "SLUICE_SDK_BODIES", list.toString(),
            "SLUICE_SDK_MODEL", RecordedGateway.MODEL,
            "SLUICE_SDK_DIRECT", gateway().direct().toString(),
            "SLUICE_SDK_THROUGH", gateway().through().toString());
    ScriptRun run = ScriptRun.of(command, environment, scratch, BOUND);
    assertThat(run.exit()).as(run.errors()).isZero();
    return run;
  }

  private static List<Reading> readings(ScriptRun run, String flavour) {
    return run.lines().stream()
        .<JsonNode>map(line -> JsonMapper.shared().readTree(line))
        .filter(line -> line.path("flavour").asString("").equals(flavour))
        .map(line ->
            new Reading(
                line.path("name").asString(""),
                line.path("usage").asBoolean(),
                line.required("direct"),
                line.required("through")))
        .toList();
  }

  private void check(List<Reading> readings) {
    int expected = bodies.stream().mapToInt(body -> usages(body).length).sum();
    assertThat(readings).hasSize(expected).hasSizeGreaterThan(80);
    readings.forEach(Reading::assertSame);
    // an SDK may balk at a dialect, then it does so both ways; most it must have read
    assertThat(readings).filteredOn(Reading::isWhole).hasSizeGreaterThan(expected * 9 / 10);
    assertThat(readings).filteredOn(Reading::isAccumulated).hasSizeGreaterThan(expected * 2 / 3);
  }
}
