package dev.sluice.server.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.fixtures.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer that a provider once gave, out of the folder that `SLUICE_TEST_DATA` names.
///
/// @param name provider and file, as `deepseek/deepseek-text.chunks.txt`
/// @param api what was asked
/// @param stream whether it came as events
/// @param payloads the payload of each event, or the one body
record RecordedBody(String name, Api api, boolean stream, List<String> payloads) {

  /// The endpoint that gives such answers.
  enum Api {
    CHAT,
    RESPONSES
  }

  private static final String FOLDER = "clients/provider-bodies";
  private static final String EVENTS = ".chunks.txt";

  RecordedBody {
    payloads = List.copyOf(payloads);
  }

  /// All recorded answers of these two APIs; skips the test where there is no data.
  static List<RecordedBody> all() {
    String root = System.getenv("SLUICE_TEST_DATA");
    Assumptions.assumeTrue(
        root != null && !root.isEmpty(), "skipped: SLUICE_TEST_DATA does not name recorded data");
    Path folder = Path.of(root == null ? "" : root, FOLDER);
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .sorted()
          .flatMap(file -> read(folder, file).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<RecordedBody> read(Path folder, Path file) {
    String name = folder.relativize(file).toString();
    boolean stream = name.endsWith(EVENTS);
    if (!stream && !name.endsWith(".json")) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file, UTF_8);
      List<String> payloads =
          stream
              ? text.lines().filter(line -> !line.isBlank() && !line.equals("[DONE]")).toList()
              : List.of(text);
      return api(payloads.getFirst()).map(api -> new RecordedBody(name, api, stream, payloads));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Empty for other APIs, and for the recording that is cut in the middle of an event.
  private static Optional<Api> api(String payload) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(payload);
    } catch (JacksonException e) {
      return Optional.empty();
    }
    if (json.has("choices") && !json.path("object").asString("").equals("text_completion")) {
      return Optional.of(Api.CHAT);
    }
    boolean response =
        json.path("object").asString("").equals("response") || json.path("response").isObject();
    return response ? Optional.of(Api.RESPONSES) : Optional.empty();
  }

  /// What marks the prompt whose answer this is.
  String marker() {
    return "[body:" + name + "]";
  }

  /// The provider's answer, byte for byte.
  Fault asFault() {
    if (!stream) {
      return Fault.rawBody(payloads.getFirst().getBytes(UTF_8), "application/json");
    }
    StringBuilder events = new StringBuilder();
    payloads.forEach(payload -> events.append("data: ").append(payload).append("\n\n"));
    if (api == Api.CHAT) {
      events.append("data: [DONE]\n\n");
    }
    return Fault.rawBody(events.toString().getBytes(UTF_8), "text/event-stream", 16_381);
  }

  @Override
  public String toString() {
    return name;
  }
}
