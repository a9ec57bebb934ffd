package dev.sluice.server.client;

import static dev.sluice.server.client.ClientRig.PATIENT;
import static dev.sluice.server.client.ClientRig.text;
import static dev.sluice.server.client.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall.Expect;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import dev.sluice.server.net.LeakWatch;
import dev.sluice.server.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakWatch.class)
class NettyUpstreamClientTest {

  private ClientRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new ClientRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void collectsAWholeAnswer() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{\"id\":1}"))) {
      UpstreamResponse.Whole whole = rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(text(whole)).isEqualTo("{\"id\":1}");
      assertThat(whole.head().status()).isEqualTo(200);
      assertThat(whole.head().header("content-type")).isEqualTo("application/json");
      assertThat(whole.head().firstByteNanos()).isPositive();
    }
  }

  @Test
  void writesPathHostKeyAndLength() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      rig.ask(rig.call(provider.port(), Expect.WHOLE, PATIENT, new Header("X-Trace", "7")));

      String request = provider.nextRequest();
      assertThat(request)
          .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nhost: 127.0.0.1:" + provider.port() + "\r\n")
          .containsIgnoringCase("\r\nauthorization: Bearer provider-key\r\n")
          .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
          .containsIgnoringCase("\r\ncontent-length: 2\r\n")
          .containsIgnoringCase("\r\nx-trace: 7\r\n")
          .endsWith("\r\n\r\n{}");
    }
  }

  @Test
  void writesALargeBodyWholeAndKeepsTheConnection() throws Exception {
    String body = "{\"text\":\"" + "0123456789".repeat(500_000) + "\"}";
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      rig.askWhole(rig.call(provider.port(), body));
      rig.askWhole(rig.call(provider.port(), body));

      assertThat(provider.nextRequest().endsWith("\r\n\r\n" + body)).isTrue();
      assertThat(provider.nextRequest().endsWith("\r\n\r\n" + body)).isTrue();
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void reusesAConnectionThatWasReadToItsEnd() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      for (int i = 0; i < 5; i++) {
        rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      }

      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void opensANewConnectionWhenTheProviderClosesEach() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    try (var provider = ScriptedProvider.answering(answer)) {
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(provider.connections()).isEqualTo(2);
    }
  }

  @Test
  void closesAConnectionThatStaysIdle() throws Exception {
    var settings = new ClientSettings(1 << 20, 1 << 20, 8, ClientRig.SHORT, ClientRig.SHORT);
    var closed = new CountDownLatch(1);
    try (var impatient =
            new ClientRig(Transport.best(), settings, NettyUpstreamClient.defaultTls());
        var provider =
            new ScriptedProvider(wire -> {
              wire.readRequest();
              wire.write(json(200, "{}"));
              wire.awaitClientClose();
              closed.countDown();
            })) {
      impatient.askWhole(impatient.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void skipsTheBlankLinesOfAWaitingProvider() throws Exception {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String blank = ScriptedProvider.chunk("\n") + ScriptedProvider.chunk("\r\n \n");
    String body = ScriptedProvider.chunk("\n\n{\"a\":") + ScriptedProvider.chunk("1}\n");
    try (var provider =
        ScriptedProvider.answering(head + blank + body + ScriptedProvider.lastChunk())) {
      var whole = rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(text(whole)).isEqualTo("{\"a\":1}\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Expect.class)
  void collectsAnErrorWholeWhateverIsExpected(Expect expect) throws Exception {
    String error =
        "HTTP/1.1 429 No\r\nContent-Type: text/event-stream\r\nRetry-After: 3\r\nContent-Length: 4\r\n\r\nslow";
    try (var provider = ScriptedProvider.answering(error)) {
      var whole = rig.askWhole(rig.call(provider.port(), expect, PATIENT));

      assertThat(whole.head().status()).isEqualTo(429);
      assertThat(whole.head().header("retry-after")).isEqualTo("3");
      assertThat(text(whole)).isEqualTo("slow");
    }
  }

  @Test
  void ignoresInformationalAnswers() throws Exception {
    String answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + json(200, "{}");
    try (var provider = ScriptedProvider.answering(answer)) {
      var whole = rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(whole.head().status()).isEqualTo(200);
      assertThat(whole.head().header("link")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 19\r\n\r\ndefinitely not gzip"
      })
  void refusesWhatIsNoAnswer(String bytes) throws Exception {
    try (var provider = ScriptedProvider.answering(bytes)) {
      UpstreamFailure failure = rig.askFailing(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
      assertThat(failure.sent()).isTrue();
    }
  }

  @Test
  void refusesABodyLargerThanAllowed() throws Exception {
    var settings = new ClientSettings(1000, 1000, 8, Duration.ofSeconds(30), Duration.ofSeconds(1));
    try (var small = new ClientRig(Transport.best(), settings, NettyUpstreamClient.defaultTls());
        var provider = ScriptedProvider.answering(json(200, "x".repeat(1001)))) {
      UpstreamFailure failure =
          small.askFailing(small.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
    }
  }

  @Test
  void decodesGzipThatNobodyAskedFor() throws Exception {
    byte[] zipped = gzip("{\"zipped\":true}");
    try (var provider =
        new ScriptedProvider(wire -> {
          while (wire.readRequest()) {
            wire.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + zipped.length
                    + "\r\n\r\n");
            wire.write(zipped);
          }
        })) {
      var first = rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));
      var second = rig.askWhole(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThat(text(first)).isEqualTo("{\"zipped\":true}");
      assertThat(text(second)).isEqualTo("{\"zipped\":true}");
      assertThat(provider.connections()).isEqualTo(1);
    }
  }

  @Test
  void sendsNothingWhenAHeaderWouldInjectAnother() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      Header evil = new Header("x-trace", "1\r\nx-evil: 1");

      UpstreamFailure failure =
          rig.askFailing(rig.call(provider.port(), Expect.WHOLE, PATIENT, evil));

      assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
      assertThat(failure.sent()).isFalse();
      assertThat(failure.detail()).contains("x-trace").doesNotContain("evil");
      assertThat(provider.connections()).isZero();
    }
  }

  @Test
  void letsOnlyVirtualThreadsWait() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      var pending = rig.start(rig.call(provider.port(), Expect.WHOLE, PATIENT));

      assertThatThrownBy(pending::await).isInstanceOf(IllegalStateException.class);

      rig.await(pending);
    }
  }

  @Test
  void givesEachOfManyCallsItsOwnAnswer() throws Exception {
    try (var provider =
            new ScriptedProvider(wire -> {
              while (wire.readRequest()) {
                wire.write(json(200, wire.lastBody()));
              }
            });
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String body = "{\"n\":" + i + "}";
        answers.add(
            threads.submit(() ->
                text((UpstreamResponse.Whole) rig.start(rig.call(provider.port(), body)).await())));
      }

      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo("{\"n\":" + i + "}");
      }
    }
  }

  @Test
  void findsAProviderByName() throws Exception {
    try (var provider = ScriptedProvider.answering(json(200, "{}"))) {
      String baseUrl = "http://localhost:" + provider.port() + "/v1/";
      var whole = rig.askWhole(rig.call(baseUrl, Expect.WHOLE, PATIENT));

      assertThat(whole.head().status()).isEqualTo(200);
      assertThat(provider.nextRequest()).startsWith("POST /v1/chat/completions HTTP/1.1\r\n");
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
