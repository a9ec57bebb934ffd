package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class EarlyRefusalTest {

  private static final String CHAT = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n";

  @Test
  void answers401BeforeTheBodyComesAndCloses() throws Exception {
    try (Rig rig = withKey();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.send(CHAT + "Content-Length: 10000000\r\n\r\n").read();

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("connection")).isEqualTo("close");
      WireRulesTest.assertFourKeys(reply);
      assertThat(wire.isClosed()).isTrue();
      assertThat(rig.gateway().nextRefused().status()).isEqualTo(401);
    }
  }

  @Test
  void letsAClientReadThe401WhileItStillSends() throws Exception {
    try (Rig rig = withKey();
        Wire wire = rig.connect()) {
      wire.send(CHAT + "Content-Length: 10000000\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        wire.send("x".repeat(50_000));
      }

      assertThat(wire.read().status()).isEqualTo(401);
    }
  }

  @Test
  void keepsTheConnectionWhereTheRefusedBodyIsSmall() throws Exception {
    try (Rig rig = withKey();
        Wire wire = rig.connect()) {
      Wire.Reply refused = wire.chat(Wire.chatBody(false)).read();
      wire.post("/v1/chat/completions", Wire.chatBody(false), "Authorization: Bearer the-key");

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("connection")).isEmpty();
      assertThat(wire.read().status()).isEqualTo(200);
    }
  }

  @Test
  void answers413ByLengthBeforeReading() throws Exception {
    try (Rig rig = new Rig(new TestConfig().maxBody(1000), Rig::answer);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.send(CHAT + "Content-Length: 1001\r\n\r\n").read();

      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.body()).contains("\"code\":\"request_too_large\"");
      WireRulesTest.assertFourKeys(reply);
    }
  }

  @Test
  void answers413WhenTheCounterPassesTheLimit() throws Exception {
    try (Rig rig = new Rig(new TestConfig().maxBody(1000), Rig::answer);
        Wire wire = rig.connect()) {
      wire.send(CHAT + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";

      Wire.Reply reply = wire.send(chunk + chunk + chunk).read();

      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void asksForABodyOnlyWhenItIsWanted() throws Exception {
    try (Rig rig = withKey();
        Wire good = rig.connect();
        Wire bad = rig.connect();
        Wire odd = rig.connect()) {
      String body = Wire.chatBody(false);
      String expecting = "Content-Length: " + body.length() + "\r\nExpect: 100-continue\r\n";
      good.send(CHAT + expecting + "Authorization: Bearer the-key\r\n\r\n");
      bad.send(CHAT + expecting + "\r\n");
      odd.send(CHAT + "Expect: tea\r\nAuthorization: Bearer the-key\r\n\r\n");

      assertThat(good.read().status()).isEqualTo(100);
      assertThat(good.send(body).read().status()).isEqualTo(200);
      assertThat(good.post("/v1/chat/completions", body, "Authorization: Bearer the-key").read())
          .matches(reply -> reply.status() == 200);
      assertThat(bad.read().status()).isEqualTo(401);
      assertThat(bad.isClosed()).isTrue();
      assertThat(odd.read().status()).isEqualTo(417);
    }
  }

  @Test
  void answers503WhereBodiesFindNoRoom() throws Exception {
    try (Rig rig = new Rig(new TestConfig().limits(10, 100), Rig::answer);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat("x".repeat(200)).read();

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains("server_is_overloaded");
      assertThat(reply.header("retry-after")).isEqualTo("1");
      assertThat(rig.admission().bytes()).isZero();
      assertThat(wire.chat("{}").read().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 400",
    "application/x-www-form-urlencoded, 400",
    "application/JSON, 200",
    "application/json; charset=utf-8, 200",
  })
  void acceptsJsonOnly(String type, int status) throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      String body = Wire.chatBody(false);
      wire.send(
          CHAT
              + "Content-Type: "
              + type
              + "\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);

      assertThat(wire.read().status()).isEqualTo(status);
      assertThat(wire.chat(body).read().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesBodiesInCodingsThatItDoesNotSpeak() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      wire.post("/v1/chat/completions", "xx", "Content-Encoding: br");

      Wire.Reply reply = wire.read();

      assertThat(reply.status()).isEqualTo(415);
      assertThat(reply.body()).contains("unsupported_content_encoding");
    }
  }

  @Test
  void wordsUnknownUrlsAndMethodsAsOpenAiDoes() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply unknown = wire.post("/v1/x", "{}").read();
      Wire.Reply wrong = wire.get("/v1/embeddings").read();
      Wire.Reply options = wire.send(Wire.request("OPTIONS", "/v1/embeddings", "")).read();

      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.body()).contains("\"Invalid URL (POST /v1/x)\"", "\"code\":null");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.header("allow")).isEqualTo("POST");
      assertThat(wrong.body()).contains("Not allowed to GET on /v1/embeddings. (HINT: Perhaps");
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("allow")).isEqualTo("POST, OPTIONS");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"auto\",\"messages\":[ | We could not parse the JSON body",
        "[] | We could not parse the JSON body",
        "{\"messages\":[{}]} | you must provide a model parameter",
        "{\"model\":\"auto\"} | Missing required parameter: 'messages'",
        "{\"model\":\"a\",\"model\":\"b\",\"messages\":[{}]} | Duplicate field",
      })
  void answersBadBodiesWith400OnTheSameConnection(String body, String message) throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(body).read();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains(message);
      WireRulesTest.assertFourKeys(reply);
      assertThat(wire.chat(Wire.chatBody(false)).read().status()).isEqualTo(200);
      rig.gateway().nextSeen();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void answersAnEmptyBodyWith400() throws Exception {
    try (Rig rig = Rig.answering();
        Wire wire = rig.connect()) {
      assertThat(wire.post("/v1/chat/completions", "").read().status()).isEqualTo(400);
    }
  }

  private static Rig withKey() throws Exception {
    return new Rig(new TestConfig().keys(TestConfig.key("team", "the-key", false)), Rig::answer);
  }
}
