package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Sends each message of the [Http1Corpus] with a request behind it, which must be answered when
/// the message is beyond doubt, and never when it is not.
@ExtendWith(LeakCheck.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http1CorpusTest {

  private static final String BEHIND =
      "GET /v1/models/behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  /// One answer on the wire.
  private record Answered(int status, String head, String body) {}

  private Rig rig;

  @BeforeAll
  void start() throws IOException {
    rig = Rig.answering();
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  @Test
  void holdsEveryKindOfTrick() {
    assertThat(Http1Corpus.all()).hasSizeGreaterThan(38);
    assertThat(Http1Corpus.all()).extracting(Http1Corpus.Case::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.server.http.Http1Corpus#all")
  void acceptsNothingAmbiguous(Http1Corpus.Case message) throws Exception {
    check(message, Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.server.http.Http1Corpus#all")
  void decidesTheSameByteByByte(Http1Corpus.Case message) throws Exception {
    check(message, 1);
  }

  private void check(Http1Corpus.Case message, int piece) throws Exception {
    List<Answered> answers = exchange(message.raw() + BEHIND, piece);

    if (message.isRefused()) {
      assertThat(answers).as("%s: %s", message, message.why()).hasSize(1);
      Answered refusal = answers.getFirst();
      assertThat(refusal.status()).isBetween(400, 499);
      assertThat(refusal.head()).contains("\r\nconnection: close\r\n");
      JsonNode error = Json.MAPPER.readTree(refusal.body()).path("error");
      assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
      assertThat(refusal.body()).doesNotContain("behind");
    } else {
      assertThat(answers)
          .as("%s: %s", message, message.why())
          .extracting(Answered::status)
          .containsExactly(message.status(), 404);
      assertThat(answers.getLast().body()).contains("`behind`");
    }
  }

  private List<Answered> exchange(String raw, int piece) throws IOException {
    try (Wire wire = rig.connect()) {
      send(wire.socket().getOutputStream(), raw.getBytes(ISO_8859_1), piece);
      return answers(new ByteArrayInputStream(wire.socket().getInputStream().readAllBytes()));
    }
  }

  /// The server may have closed before everything was sent.
  private static void send(OutputStream out, byte[] bytes, int piece) {
    try {
      for (int at = 0, size; at < bytes.length; at += size) {
        size = Math.min(piece, bytes.length - at);
        out.write(bytes, at, size);
      }
    } catch (IOException e) {
      assertThat(e).isInstanceOf(SocketException.class);
    }
  }

  private static List<Answered> answers(InputStream in) throws IOException {
    List<Answered> answers = new ArrayList<>();
    for (String head = head(in); !head.isEmpty(); head = head(in)) {
      int status = Integer.parseInt(head.substring(9, 12));
      int at = head.indexOf("content-length: ");
      int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
      answers.add(new Answered(status, head, new String(in.readNBytes(length), ISO_8859_1)));
    }
    return answers;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      if (head.length() > 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.toString().toLowerCase(Locale.ROOT);
      }
    }
    return head.toString();
  }
}
