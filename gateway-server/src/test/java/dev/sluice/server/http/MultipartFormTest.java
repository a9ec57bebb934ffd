package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFormTest {

  private static final String TYPE = "multipart/form-data; boundary=XyZ";
  private static final String FILE =
      part("Content-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"", "abc");
  private static final String MODEL =
      part("Content-Disposition: form-data; name=\"model\"", "whisper-1");

  @Test
  void findsTheModelBeforeAndAfterTheFile() throws Exception {
    assertThat(model(MODEL + FILE)).contains("whisper-1");
    assertThat(model(FILE + MODEL)).contains("whisper-1");
    assertThat(model(FILE)).isEmpty();
  }

  @Test
  void replacesTheWholePartSinceItsHeadersMayTellItsLength() throws Exception {
    String told =
        part("Content-Length: 9\r\ncontent-disposition: form-data; name=model", "whisper-1");
    byte[] body = bytes(form(FILE + told + FILE));
    BodyFacts facts = MultipartForm.read(TYPE, new ByteArrayInputStream(body)).orElseThrow();
    BodyFacts.Model found = Objects.requireNonNull(facts.model());

    var spliced =
        new ReceivedBody.InMemory(body, new Admission(() -> LimitConfig.DEFAULT))
            .with(found.called("w"));

    assertThat(spliced)
        .isInstanceOfSatisfying(
            RequestBytes.class,
            sent ->
                assertThat(new String(sent.array(), ISO_8859_1))
                    .isEqualTo(
                        form(
                            FILE
                                + part("Content-Disposition: form-data; name=\"model\"", "w")
                                + FILE)));
  }

  @Test
  void findsTheModelBehindAMegabyteOfNoiseInPiecesOfAnySize() throws Exception {
    byte[] noise = new byte[1 << 20];
    new Random(7).nextBytes(noise);
    String file =
        part(
            "Content-Disposition: form-data; name=\"file\"; filename*=utf-8''a",
            new String(noise, ISO_8859_1) + "\r\n--Xy\r\n-\r\n--");
    byte[] body = bytes(form(file + MODEL));

    for (int piece : new int[] {1, 2, 7, 1000, 1 << 20}) {
      Optional<BodyFacts> facts = MultipartForm.read(TYPE, new Dripping(body, piece));

      assertThat(facts.orElseThrow().model())
          .extracting(BodyFacts.Model::name)
          .isEqualTo("whisper-1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=\"XyZ\"",
        "Multipart/Form-Data;Boundary=XyZ",
        "multipart/form-data; charset=utf-8; boundary=XyZ"
      })
  void readsTheBoundaryHoweverItIsWritten(String type) throws Exception {
    assertThat(MultipartForm.read(type, in(form(MODEL))).orElseThrow().model()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=XyZ; boundary=Abc",
        "multipart/form-data; boundary*=XyZ",
        "multipart/form-data; boundary=Abc",
        "multipart/form-datax; boundary=XyZ"
      })
  void refusesAFormWithoutOneClearBoundary(String type) throws Exception {
    assertThat(MultipartForm.read(type, in(form(MODEL)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=\"model\"",
        "Content-Disposition: form-data; name=\"a\"; name=\"model\"",
        "Content-Disposition: form-data; name=\"a\"; name*=utf-8''model",
        "Content-Disposition: form-data; name*0=\"mo\"; name*1=\"del\"",
        "Content-Disposition: form-data; name=\"a\\\"; filename=\"; name=\"model\"",
        "Content-Disposition: form-data; name=\"a\" name=\"model\"",
        "Content-Disposition: form-data; name=\"a\r\n ; name=\"model\"",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"model\"",
        "Content-Disposition : form-data; name=\"model\"",
        "Content-Disposition: form-data; name=\"a\"\nX: y",
        "Content-Disposition: form-data; name=\"a\"\rX: y",
        "Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data; name=\"model\"\r\nX: --XyZ",
        "no header"
      })
  void refusesAPartThatOthersMightReadOtherwise(String head) throws Exception {
    assertThat(MultipartForm.read(TYPE, in(form(FILE + part(head, "m"))))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--XyZ",
        "--XyZ--",
        "preamble\r\n--XyZ--\r\n",
        "--XyZ\r\n\r\nx\r\n--XyZ--\r\n",
        "--XyZ\nContent-Disposition: form-data; name=\"a\"\n\nx\n--XyZ--\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\n--XyZ--\r\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--XyZ--\r\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx--XyZ--\r\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ \r\n--XyZ--\r\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ--\r\n--XyZ\r\n",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XyZ",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"
      })
  void refusesAFrameThatOthersMightReadOtherwise(String body) throws Exception {
    boolean empty = body.equals("--XyZ--"); // a form without parts

    assertThat(MultipartForm.read(TYPE, in(body)).isEmpty()).isNotEqualTo(empty);
  }

  @Test
  void refusesAModelThatIsNamedTwiceOrNeverEnds() throws Exception {
    String endless = part("Content-Disposition: form-data; name=\"model\"", "m".repeat(257));

    assertThat(MultipartForm.read(TYPE, in(form(MODEL + FILE + MODEL)))).isEmpty();
    assertThat(MultipartForm.read(TYPE, in(form(endless)))).isEmpty();
  }

  private static Optional<String> model(String parts) throws IOException {
    return MultipartForm.read(TYPE, in(form(parts)))
        .map(BodyFacts::model)
        .map(BodyFacts.Model::name);
  }

  private static String part(String head, String content) {
    return "--XyZ\r\n" + head + "\r\n\r\n" + content + "\r\n";
  }

  private static String form(String parts) {
    return parts + "--XyZ--\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  /// Gives at most so many bytes at a time.
  private static final class Dripping extends ByteArrayInputStream {
    private final int piece;

    Dripping(byte[] bytes, int piece) {
      super(bytes);
      this.piece = piece;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(length, piece));
    }
  }
}
