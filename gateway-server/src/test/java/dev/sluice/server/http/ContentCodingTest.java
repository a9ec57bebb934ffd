package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.server.http.ContentCoding.Decoded;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {

  private static final long LIMIT = 4 << 20;

  private final Admission admission = new Admission(() -> LimitConfig.DEFAULT);

  @Property(tries = 100)
  void givesBackWhatWasCompressed(
      @ForAll ContentCoding coding, @ForAll @Size(max = 20_000) byte[] body) {
    Decoded decoded = coding.decode(compressed(coding, body), LIMIT, admission);

    assertThat(bytes(decoded)).isEqualTo(body);
    assertThat(admission.bytes()).isEqualTo(body.length);
    admission.release(body.length);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCoding.class,
      names = {"GZIP", "ZSTD"})
  void refusesABodyThatUnfoldsBeyondTheRatio(ContentCoding coding) {
    byte[] bomb = compressed(coding, new byte[3 << 20]);

    assertThat(bomb.length).isLessThan(30_000);
    assertThat(status(coding.decode(bomb, LIMIT, admission))).isEqualTo(413);
    assertThat(admission.bytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(ContentCoding.class)
  void refusesABodyBeyondTheLimit(ContentCoding coding) {
    byte[] noise = new byte[200_000];
    new Random(7).nextBytes(noise);

    assertThat(bytes(coding.decode(compressed(coding, noise), 200_000, admission)))
        .isEqualTo(noise);
    admission.release(200_000);
    assertThat(status(coding.decode(compressed(coding, noise), 199_999, admission))).isEqualTo(413);
    assertThat(admission.bytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCoding.class,
      names = {"GZIP", "ZSTD"})
  void refusesWhatIsCutOffOrIsNoSuchThing(ContentCoding coding) {
    byte[] whole = compressed(coding, "{\"model\":\"auto\"}".repeat(50).getBytes(UTF_8));

    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(status(coding.decode(cut, LIMIT, admission)))
          .as("cut at %d", length)
          .isEqualTo(400);
    }
    assertThat(status(coding.decode("{}".getBytes(UTF_8), LIMIT, admission))).isEqualTo(400);
    assertThat(admission.bytes()).isZero();
  }

  @Test
  void refusesAFrameThatAsksForMuchMemory() {
    byte[] wide = Zstd.compress(new byte[0]);
    byte[] header = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa0}; // window of 2^30
    byte[] frame = Arrays.copyOf(header, header.length + wide.length);

    assertThat(status(ContentCoding.ZSTD.decode(frame, LIMIT, admission))).isEqualTo(400);
  }

  @Test
  void takesNoMoreRoomThanThereIs() {
    Admission full = new Admission(() -> LimitConfig.DEFAULT);
    long room = LimitConfig.DEFAULT.bufferedBytes();
    assertThat(full.tryHold(room)).isTrue();

    byte[] body = compressed(ContentCoding.GZIP, "hello".getBytes(UTF_8));

    assertThat(status(ContentCoding.GZIP.decode(body, LIMIT, full))).isEqualTo(503);
    assertThat(full.bytes()).isEqualTo(room);
  }

  @ParameterizedTest
  @CsvSource({
    "'', IDENTITY",
    "identity, IDENTITY",
    "GZIP, GZIP",
    "x-gzip, GZIP",
    "zstd, ZSTD",
    "br,",
    "deflate,",
    "'gzip, zstd',"
  })
  void knowsItsNames(String value, ContentCoding coding) {
    var headers = new DefaultHttpHeaders().set("content-encoding", value);

    assertThat(ContentCoding.of(headers).orElse(null)).isEqualTo(coding);
  }

  @Test
  void knowsNoCodingInTwoHeaders() {
    var headers =
        new DefaultHttpHeaders().add("content-encoding", "gzip").add("content-encoding", "gzip");

    assertThat(ContentCoding.of(headers)).isEmpty();
  }

  static byte[] compressed(ContentCoding coding, byte[] body) {
    return switch (coding) {
      case IDENTITY -> body;
      case ZSTD -> Zstd.compress(body);
      case GZIP -> {
        var out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(body);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield out.toByteArray();
      }
    };
  }

  private static byte[] bytes(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Body.class);
    return ((Decoded.Body) decoded).bytes();
  }

  private static int status(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Refused.class);
    return ((Decoded.Refused) decoded).error().status();
  }
}
