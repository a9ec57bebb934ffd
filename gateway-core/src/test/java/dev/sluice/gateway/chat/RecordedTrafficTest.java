package dev.sluice.gateway.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that real clients sent and streams that real providers sent, through the wire code.
///
/// Reads them from the folder in `SLUICE_TEST_DATA`; without it nothing runs.
class RecordedTrafficTest {

  @Test
  void everyRequestScansAndSurvives() {
    int scanned = 0;
    for (Path file : files("clients/requests", ".json")) {
      JsonNode body = Texts.tree(read(file)).path("body");
      if (!body.isObject() || body.path("model").asString("").isEmpty()) {
        continue;
      }
      byte[] bytes = Json.bytes(body);
      ChatRequest request = Texts.request(bytes);
      scanned++;

      assertThat(BodyEdit.of(request).apply()).isSameAs(bytes);
      assertThat(request.fields()).hasSize(body.size());
      assertThat(request.stream()).isEqualTo(body.path("stream").asBoolean(false));
      assertThat(request.messages()).as(file.toString()).hasSize(body.path("messages").size());
      assertThat(CanonicalForm.of(request, name -> false)).isNotEmpty();
      byte[] renamed = BodyEdit.of(request).put("model", "\"x\"").apply();
      ((ObjectNode) body).put("model", "x");
      assertThat(Texts.tree(renamed)).isEqualTo(body);
    }
    assertThat(scanned).isGreaterThan(500);
  }

  @TestFactory
  Stream<DynamicTest> everyStreamFolds() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files("clients/streams", ".bin")) {
      tests.add(DynamicTest.dynamicTest(name(file), () -> folds(events(read(file)))));
    }
    for (Path file : files("clients/provider-bodies", "chunks.txt")) {
      List<byte[]> events = lines(read(file));
      if (isChat(events)) {
        tests.add(DynamicTest.dynamicTest(name(file), () -> folds(events)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerReplays() {
    return files("clients/provider-bodies", ".json").stream()
        .filter(file -> AnswerReader.read(read(file)).isPresent())
        .map(file -> DynamicTest.dynamicTest(name(file), () -> replays(read(file))));
  }

  private static void folds(List<byte[]> events) throws MalformedJson {
    StreamFold asked = StreamFoldTest.fold(true);
    StreamFold silent = StreamFoldTest.fold(false);
    JsonNode usage = Json.MAPPER.missingNode();
    int tails = 0;
    for (byte[] event : events) {
      StreamFold.Piece piece = asked.accept(event);
      StreamFold.Piece other = silent.accept(event);
      if (piece instanceof StreamFold.Piece.Done) {
        continue;
      }
      JsonNode in = Texts.tree(event);
      usage = in.path("usage").isObject() ? in.path("usage") : usage;
      tails += piece instanceof StreamFold.Piece.UsageTail ? 1 : 0;
      assertPassed(event, in, piece, true);
      assertPassed(event, in, other, false);
    }
    assertThat(asked.finished()).isTrue();
    assertThat(asked.usage()).isEqualTo(UsageReader.of(usage));
    assertThat(silent.usage()).isEqualTo(asked.usage());
    assertThat(tails).isEqualTo(usage.isObject() ? 1 : 0);
    Answer answer = asked.answer().orElseThrow();
    assertThat(
            answer.content().length()
                + answer.reasoning().length()
                + answer.toolCalls().size()
                + (answer.refusal() == null ? 0 : 1))
        .isPositive();
    assertRoundTrip(answer);
  }

  /// Byte for byte, but for usage that nobody asked for, a null error and Azure's empty first
  /// chunk.
  private static void assertPassed(byte[] event, JsonNode in, StreamFold.Piece piece, boolean usage)
      throws MalformedJson {
    byte[] out =
        switch (piece) {
          case StreamFold.Piece.Pass pass -> pass.payload();
          case StreamFold.Piece.UsageTail tail -> tail.payload();
          case StreamFold.Piece.Drop drop -> null;
          case StreamFold.Piece.Done done -> throw new AssertionError("no end");
          case StreamFold.Piece.Broken broken -> throw new AssertionError(broken.error().message());
        };
    if (out == null) {
      assertThat(in.path("choices").isEmpty()).isTrue();
      assertThat(!usage || in.path("id").asString("").isEmpty()).isTrue();
      return;
    }
    BodyEdit expected = BodyEdit.of(ScannedObject.of(event));
    if (in.path("error").isNull()) {
      expected.remove("error");
    }
    if (!usage && in.has("usage")) {
      expected.remove("usage");
    }
    assertThat(out).isEqualTo(expected.apply());
  }

  private static void assertRoundTrip(Answer answer) {
    Answer joined = AnswerReader.read(AnswerReplay.body(answer)).orElseThrow();
    assertThat(joined.content()).isEqualTo(answer.content());
    assertThat(joined.reasoning()).isEqualTo(answer.reasoning());
    assertThat(joined.toolCalls()).isEqualTo(answer.toolCalls());
    assertThat(joined.finishReason()).isEqualTo(answer.finishReason());
    assertThat(joined.refusal()).isEqualTo(answer.refusal());
    assertThat(joined.choices()).isEqualTo(answer.choices());
    assertThat(joined.usage()).isEqualTo(answer.usage());
    replays(AnswerReplay.body(answer));
  }

  private static void replays(byte[] body) {
    Answer whole = AnswerReader.read(body).orElseThrow();
    StreamFold fold = StreamFoldTest.fold(true);
    AnswerReplay.events(whole, true).forEach(fold::accept);
    Answer again = fold.answer().orElseThrow();
    assertThat(again.content()).isEqualTo(whole.content());
    assertThat(again.reasoning()).isEqualTo(whole.reasoning());
    assertThat(again.toolCalls()).isEqualTo(whole.toolCalls());
    assertThat(again.finishReason()).isEqualTo(whole.finishReason());
    assertThat(again.usage()).isEqualTo(whole.usage());
  }

  private static boolean isChat(List<byte[]> events) {
    try {
      return Texts.tree(events.getFirst()).has("choices");
    } catch (JacksonException e) {
      return false;
    }
  }

  private static List<byte[]> events(byte[] stream) {
    return Stream.of(Texts.text(stream).split("\r?\n\r?\n"))
        .filter(event -> event.startsWith("data:"))
        .map(event -> event.substring(5).strip().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static List<byte[]> lines(byte[] chunks) {
    return Texts.text(chunks)
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String folder, String suffix) {
    String data = System.getenv("SLUICE_TEST_DATA");
    assumeTrue(data != null, "SLUICE_TEST_DATA is not set: recorded traffic is not tested");
    try (Stream<Path> all = Files.walk(Path.of(String.valueOf(data), folder))) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
