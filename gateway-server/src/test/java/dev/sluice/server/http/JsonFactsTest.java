package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFactsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{%s}",
        " {\"a\" : [{\"model\":\"no\"}], %s , \"b\":1e999}\n",
        "{\"größe\":\"日本語 🙂\",%s}",
        "\uFEFF{%s,\"b\":null}"
      })
  void replacesTheModelsBytesAndNoOthers(String frame) throws Exception {
    for (int blanks : new int[] {0, 3990, 7990, 8000, 70_000}) {
      String text = " ".repeat(blanks) + frame;
      text = frame.startsWith("\uFEFF") ? frame : text;
      byte[] body = text.formatted("\"model\": \"p\\u0061int\\\"er\"").getBytes(UTF_8);

      BodyFacts facts = JsonFacts.read(new ByteArrayInputStream(body)).orElseThrow();
      BodyFacts.Model model = Objects.requireNonNull(facts.model());

      assertThat(model.name()).isEqualTo("paint\"er");
      assertThat(spliced(body, model)).isEqualTo(text.formatted("\"model\": \"x\\\"y\""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"model\":\"a\"} {}",
        "{\"model\":\"a\",\"model\":\"b\"}",
        "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
        "{\"x\":1,\"x\":1}",
        "{'model':'a'}",
        "model=a",
        "{\"model\":\"a\",}"
      })
  void refusesWhatIsNoJsonOrHasTwoMeanings(String body) throws Exception {
    assertThat(read(body)).isEmpty();
  }

  @Test
  void refusesAModelWhoseBytesCannotBeTold() throws Exception {
    byte[] wide = "{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_16BE);

    assertThat(JsonFacts.read(new ByteArrayInputStream(wide))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "{\"model\":null}", "{\"model\":{\"model\":\"a\"}}"})
  void findsNoModelWhereNoneIsNamed(String body) throws Exception {
    assertThat(read(body)).contains(BodyFacts.NONE);
  }

  @Test
  void noticesReferencesToStoredObjects() throws Exception {
    assertThat(read("{\"previous_response_id\":\"r\"}").orElseThrow().stored()).isTrue();
    assertThat(read("{\"conversation\":{\"id\":\"c\"}}").orElseThrow().stored()).isTrue();
    assertThat(read("{\"conversation\":null}").orElseThrow().stored()).isFalse();
  }

  @Test
  void passesOverStringsAndNumbersOfAnyLength() throws Exception {
    String image = "A".repeat(3 << 20);
    String body = "{\"image\":\"" + image + "\",\"n\":" + "1".repeat(5000) + ",\"model\":\"m\"}";

    assertThat(read(body).orElseThrow().model()).extracting(BodyFacts.Model::name).isEqualTo("m");
  }

  @Test
  void tellsADiskThatFailsFromABodyThatIsWrong() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("the disk");
          }
        };

    assertThatThrownBy(() -> JsonFacts.read(broken)).hasMessage("the disk");
  }

  private static Optional<BodyFacts> read(String body) throws IOException {
    return JsonFacts.read(new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  private static String spliced(byte[] body, BodyFacts.Model model) {
    var received = new ReceivedBody.InMemory(body, new Admission(() -> LimitConfig.DEFAULT));
    return new String(((RequestBytes) received.with(model.called("x\"y"))).array(), UTF_8);
  }
}
