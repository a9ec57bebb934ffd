package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class WireRulesTest {

  private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";
  private static final String HOST = "Host: a\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        POST + "\r\n", // no Host
        POST + HOST + "Host: b\r\n\r\n",
        POST + "Host: a,b\r\n\r\n",
        POST + "Host: a/b\r\n\r\n",
        POST + HOST + "X-Folded: a\r\n b\r\n\r\n",
        POST + HOST + "X-Folded: a\r\n\tb\r\n\r\n",
        "POST\t/v1/chat/completions HTTP/1.1\r\n" + HOST + "\r\n",
        "POST /v1/chat/completions HTTP/1.9\r\n" + HOST + "\r\n",
        "POST /v1/chat/completions HTTP/3.7\r\n" + HOST + "\r\n",
        "PRI * HTTP/2.0\r\n\r\nXX", // not quite the preface of HTTP/2
        "post /v1/chat/completions HTTP/1.1\r\n" + HOST + "\r\n",
        POST + HOST + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
        POST + HOST + "api-key: a\r\nAPI-Key: a\r\n\r\n",
        POST + HOST + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n",
        POST + HOST + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        POST + HOST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        POST + HOST + "Content-Length: 2, 2\r\n\r\n{}",
        POST + HOST + "Content-Length: +2\r\n\r\n{}",
        POST + HOST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + HOST + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + HOST + "Transfer-Encoding: gzip\r\n\r\n",
        POST + HOST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + HOST + "Bad Name: x\r\n\r\n",
        POST + HOST + "Name : x\r\n\r\n",
        POST + HOST + "X: a\0b\r\n\r\n",
        "GARBAGE\r\n\r\n",
      })
  void answersAmbiguousHeadsWith400AndCloses(String head) throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.send(head).read();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.header("x-request-id")).hasSize(26);
      assertThat(reply.header("content-type")).startsWith("application/json");
      assertFourKeys(reply);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void sendsTheErrorAlsoWhenTheFoldComesInAnotherSegment() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      for (char c : (POST + HOST + "X-Folded: a\r\n b\r\n\r\n").toCharArray()) {
        wire.send(String.valueOf(c));
      }

      assertThat(wire.read().status()).isEqualTo(400);
    }
  }

  @Test
  void answersABrokenChunkWith400() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      wire.send(POST + HOST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");

      Wire.Reply reply = wire.read();

      assertThat(reply.status()).isEqualTo(400);
      assertFourKeys(reply);
      assertThat(wire.isClosed()).isTrue();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void takesHeadersOf32KibAndRefuses70() throws Exception {
    try (Rig rig = Rig.answering();
        Wire small = rig.connect();
        Wire large = rig.connect()) {
      small.post("/v1/chat/completions", Wire.chatBody(false), "X-Long: " + "a".repeat(32 * 1024));
      large.post("/v1/chat/completions", Wire.chatBody(false), "X-Long: " + "a".repeat(70 * 1024));

      Wire.Reply refused = large.read();

      assertThat(small.read().status()).isEqualTo(200);
      assertThat(refused.status()).isEqualTo(431);
      assertFourKeys(refused);
    }
  }

  @Test
  void answersAnEndlessRequestLineWith414() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.get("/v1/models/" + "a".repeat(70 * 1024)).read();

      assertThat(reply.status()).isEqualTo(414);
      assertFourKeys(reply);
    }
  }

  @Test
  void ignoresAnUpgradeToHttp2AndReadsTheBody() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      wire.post(
          "/v1/chat/completions",
          Wire.chatBody(false),
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "HTTP2-Settings: AAEAAEAAAAIAAAAB");

      assertThat(wire.read().status()).isEqualTo(200);
      assertThat(wire.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
    }
  }

  @Test
  void takesChunksWithExtensionsAndIgnoresCredentialsInTrailers() throws Exception {
    var config = new TestConfig().keys(TestConfig.key("team", "secret-key-of-team", false));
    try (Rig rig = new Rig(config, Rig::answer);
        Wire without = rig.connect();
        Wire with = rig.connect()) {
      String body = Wire.chatBody(false);
      String chunks = Integer.toHexString(body.length()) + ";a=b\r\n" + body + "\r\n0\r\n";
      String trailer = "Authorization: Bearer secret-key-of-team\r\n\r\n";
      String head = POST + HOST + "Transfer-Encoding: chunked\r\n";

      without.send(head + "\r\n" + chunks + trailer);
      with.send(head + "Authorization: bearer secret-key-of-team\r\n\r\n" + chunks + "\r\n");

      assertThat(without.read().status()).isEqualTo(401);
      assertThat(with.read().status()).isEqualTo(200);
    }
  }

  @Test
  void speaksHttp10WithoutChunks() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = new Rig(new TestConfig(), x -> Rig.forwarded(x, stream[0]));
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      String body = Wire.chatBody(true);
      wire.send(
          "POST /v1/chat/completions HTTP/1.0\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      stream[0].event(Events.FINISH);
      stream[0].event("[DONE]");

      var head = wire.readHead();

      assertThat(head).doesNotContainKey("transfer-encoding").containsEntry("connection", "close");
      assertThat(new String(wire.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("data: {")
          .endsWith("data: [DONE]\n\n");
    }
  }

  static void assertFourKeys(Wire.Reply reply) {
    var error = Json.MAPPER.readTree(reply.body()).path("error");
    assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
    assertThat(error.path("message").asString()).isNotEmpty();
  }
}
