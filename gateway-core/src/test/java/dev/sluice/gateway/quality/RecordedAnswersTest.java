package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Agreement on real answers of two models: how often they agree, and how often they are then
/// right.
class RecordedAnswersTest {

  private record Recorded(String output, boolean right) {}

  @ParameterizedTest
  @CsvSource({
    "gsm,     Qwen2-7B-Instruct,   deepseek-v2.5-0908,   0.76, 0.95",
    "math-l5, Qwen2.5-7B-Instruct, Qwen2.5-72B-Instruct, 0.45, 0.80",
    "crux,    Qwen2.5-7B-Instruct, deepseek-v2.5-0908,   0.48, 0.86",
  })
  void agreesOftenAndIsThenMostlyRight(
      String set, String small, String middle, double agreeing, double right) throws IOException {
    Map<String, Recorded> first = read(set + "." + small);
    Map<String, Recorded> second = read(set + "." + middle);
    Exchange x = new Sample().task(TaskType.COMPLEX_REASONING).exchange();
    Agreement agreement = new Agreement();
    int both = 0;
    int agreed = 0;
    int agreedAndRight = 0;

    for (Map.Entry<String, Recorded> entry : first.entrySet()) {
      Recorded other = second.get(entry.getKey());
      if (other == null) {
        continue;
      }
      both++;
      if (agreement.agree(
          x, Answers.said(entry.getValue().output()), Answers.said(other.output()))) {
        agreed++;
        agreedAndRight += other.right() ? 1 : 0;
      }
    }

    System.out.printf(
        "%s: %d pairs, agree %.3f, then right %.3f%n",
        set, both, (double) agreed / both, (double) agreedAndRight / agreed);
    assertThat((double) agreed / both).isGreaterThan(agreeing);
    assertThat((double) agreedAndRight / agreed).isGreaterThan(right);
  }

  private static Map<String, Recorded> read(String name) throws IOException {
    String folder = System.getenv("SLUICE_TEST_DATA");
    Path file = Path.of(folder == null ? "" : folder, "outcomes/zeroeval", name + ".jsonl.gz");
    assumeTrue(
        folder != null && Files.exists(file), "skipped: no recorded answers, set SLUICE_TEST_DATA");
    Map<String, Recorded> byId = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = Json.MAPPER.readTree(line);
        byId.put(
            row.path("id").asString(),
            new Recorded(row.path("output").asString(""), row.path("correct").asInt(0) == 1));
      }
    }
    return byId;
  }
}
