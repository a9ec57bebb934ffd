package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.net.LeakWatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Check M07: files pass through without being held, and nothing of them stays.
@ExtendWith(LeakWatch.class)
@Timeout(120)
class UploadTest {

  private static final int FILE_BYTES = 25 << 20;
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final String PATH = "/v1/audio/transcriptions";
  private static final String BOUNDARY = "-----------------------------7d43a9";
  private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;
  private static final byte[] FILE = noise();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void leavesNoFileBehind() throws IOException {
    http.close();
    assertThat(GatewayFixture.await(() -> openFiles().isEmpty())).isTrue();
    try (Stream<Path> names = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(names.filter(UploadTest::isSpooled)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void passesAFileOnByteForByteAndHoldsLittleOfIt(boolean modelFirst, boolean chunked)
      throws Exception {
    byte[] form = form("plain-whisper", modelFirst);
    try (GatewayFixture gateway = gateway("")) {
      BodyPublisher body =
          chunked
              ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form))
              : BodyPublishers.ofByteArray(form);
      CompletableFuture<HttpResponse<String>> pending = upload(gateway, body);
      double most = 0;
      while (!pending.isDone()) {
        most = Math.max(most, gateway.metric("sluice_buffered_bytes"));
      }

      assertThat(pending.get().statusCode()).isEqualTo(200);
      assertThat(pending.get().body()).contains("simulated transcription");
      ReceivedRequest received = gateway.provider().received().getLast();
      assertThat(hash(received.body())).isEqualTo(hash(form));
      assertThat(received.header("content-type")).contains(TYPE);
      assertThat(received.header("content-length")).contains(Integer.toString(form.length));
      assertThat(received.header("transfer-encoding")).isEmpty();
      assertThat(most).isLessThan(2 << 20);
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"speech, true", "speech, false", "whisper-1, false"})
  void givesTheModelItsNameAtTheProvider(String asked, boolean modelFirst) throws Exception {
    byte[] form = form(asked, modelFirst);
    try (GatewayFixture gateway = gateway("")) {
      var reply = upload(gateway, BodyPublishers.ofByteArray(form)).get();

      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(hash(gateway.provider().received().getLast().body()))
          .isEqualTo(hash(form("whisper-large-v3-turbo", modelFirst)));
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void givesTheModelOfALargeJsonBodyItsNameToo() throws Exception {
    String json = "{ \"prompt\": \"" + "é".repeat(1 << 20) + "\",\t\"model\": \"%s\", \"n\": 1}";
    try (GatewayFixture gateway = gateway("")) {
      Reply reply = gateway.post("/v1/images/generations", json.formatted("speech"));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(gateway.provider().received().getLast().bodyText())
          .isEqualTo(json.formatted("whisper-large-v3-turbo"));
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void tellsAProvidersErrorInOurForm() throws Exception {
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().script(RequestMatch.any(), Fault.status(500)).times(1);
      var reply = upload(gateway, BodyPublishers.ofByteArray(form("whisper-1", false))).get();

      assertThat(reply.statusCode()).isEqualTo(502);
      assertThat(reply.body()).contains("\"upstream_error\"", "\"param\":null");
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"file", "fi\\\"le", "model"})
  void refusesAFormThatCouldBeReadInTwoWays(String secondName) throws Exception {
    byte[] form = form("whisper-1", true, secondName);
    try (GatewayFixture gateway = gateway("")) {
      var reply = upload(gateway, BodyPublishers.ofByteArray(form)).get();

      assertThat(reply.statusCode()).isEqualTo(secondName.equals("file") ? 200 : 400);
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void forgetsAnUploadWhoseClientLeavesInTheMiddle() throws Exception {
    byte[] form = form("whisper-1", true);
    try (GatewayFixture gateway = gateway("")) {
      try (Wire wire = gateway.wire()) {
        wire.send(
            "POST "
                + PATH
                + " HTTP/1.1\r\nhost: a\r\ncontent-type: "
                + TYPE
                + "\r\ncontent-length: "
                + form.length
                + "\r\n\r\n");
        wire.send(Arrays.copyOf(form, 7 << 20));
        assertThat(gateway.awaitMetric(1, "sluice_inflight_requests")).isTrue();
      }

      assertThat(gateway.awaitQuiet()).isTrue();
      assertThat(gateway.provider().received()).isEmpty();
    }
  }

  @Test
  void cancelsTheProviderWhenTheClientLeavesBeforeTheAnswer() throws Exception {
    byte[] form = form("whisper-1", true);
    try (GatewayFixture gateway = gateway("")) {
      gateway.provider().script(RequestMatch.any(), Fault.delay(NEVER)).times(1);
      try (Wire wire = gateway.wire()) {
        wire.post(PATH, form, "content-type: " + TYPE);
        assertThat(gateway.provider().awaitReceived(1, GatewayFixture.PATIENCE)).isTrue();
      }

      assertThat(gateway.provider().awaitCancelled(1, GatewayFixture.PATIENCE)).isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void refusesMoreThanTheLimitWhileItComes() throws Exception {
    try (GatewayFixture gateway = gateway("listen: {max_body: 2MB}");
        Wire wire = gateway.wire()) {
      wire.send("POST " + PATH + " HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n");
      wire.send("content-type: " + TYPE + "\r\n\r\n");
      for (int i = 0; i < 33; i++) {
        wire.send("10000\r\n" + "x".repeat(65536) + "\r\n");
      }

      assertThat(wire.read().status()).isEqualTo(413);
      assertThat(gateway.awaitQuiet()).isTrue();
      assertThat(gateway.provider().received()).isEmpty();
    }
  }

  private CompletableFuture<HttpResponse<String>> upload(
      GatewayFixture gateway, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.gateway().dataUrl() + PATH))
            .timeout(Duration.ofSeconds(60))
            .header("content-type", TYPE)
            .POST(body)
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static GatewayFixture gateway(String more) {
    return Setup.of(
            """
            providers:
              global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
            models:
              plain-whisper: {provider: global, tier: budget}
              whisper-1: {providers: [{provider: global, name: whisper-large-v3-turbo}], tier: budget}
            tiers: {budget: whisper-1}
            aliases: {speech: whisper-1}
            """
                + more)
        .start();
  }

  private static byte[] form(String model, boolean modelFirst) {
    return form(model, modelFirst, "file");
  }

  private static byte[] form(String model, boolean modelFirst, String fileName) {
    ByteArrayOutputStream form = new ByteArrayOutputStream(FILE_BYTES + 1000);
    if (modelFirst) {
      part(form, "name=\"model\"", model.getBytes(ISO_8859_1));
    }
    part(form, "name=\"" + fileName + "\"; filename=\"speech.mp3\"", FILE);
    if (!modelFirst) {
      part(form, "name=\"model\"", model.getBytes(ISO_8859_1));
    }
    part(form, "name=\"language\"", "en".getBytes(ISO_8859_1));
    form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(ISO_8859_1));
    return form.toByteArray();
  }

  private static void part(ByteArrayOutputStream form, String name, byte[] content) {
    String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + name + "\r\n\r\n";
    form.writeBytes(head.getBytes(ISO_8859_1));
    form.writeBytes(content);
    form.writeBytes("\r\n".getBytes(ISO_8859_1));
  }

  private static byte[] noise() {
    byte[] bytes = new byte[FILE_BYTES];
    new Random(25).nextBytes(bytes);
    return bytes;
  }

  private static String hash(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /// Bodies that this process has open, as far as the system tells.
  private static List<Path> openFiles() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(UploadTest::target).filter(UploadTest::isSpooled).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException closedMeanwhile) {
      return link;
    }
  }

  private static boolean isSpooled(Path path) {
    return path.toString().contains("sluice-body-");
  }
}
