package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.server.e2e.CapturedLog;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import java.util.List;

/// Who is let in, and what a caller without a key is told.
class CallersTest extends CheckTable {

  private static final String NO_KEY = "You didn't provide an API key.";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("A01", "no key is 401", CallersTest::noKey),
        Check.of("A02", "a wrong key is 401, masked in answer and log", CallersTest::wrongKey),
        Check.of("A03", "only bearer and key headers count", CallersTest::schemes),
        Check.of("A03", "a key in trailers comes too late", CallersTest::trailers)
            .only(Transport.HTTP_1),
        Check.of("A04", "a key taken out of the file is 401", CallersTest::disabledKey),
        Check.of("A04", "an expired key is 401 everywhere", CallersTest::expiredKey),
        Check.of("A05", "a model out of reach looks like none", CallersTest::modelNotAllowed),
        Check.of("A06", "organization and project stay here", CallersTest::organization),
        Check.of("A07", "401 comes before the body", CallersTest::early));
  }

  private static List<Ask> everywhere() {
    return List.of(
        Callers.good(),
        Ask.post("/v1/embeddings", "{\"model\":\"openai\",\"input\":\"x\"}"),
        Ask.post("/v1/completions", "{\"model\":\"openai\",\"prompt\":\"x\"}"),
        Ask.post("/v1/moderations", "{\"input\":\"x\"}"),
        Ask.get("/v1/models"),
        Ask.get("/v1/models/openai"),
        Ask.get("/v1/files"));
  }

  private static void noKey(Stand stand) {
    stand.start(Callers.setup());

    for (Ask ask : everywhere()) {
      ErrorAnswer.invalid(stand.ask(ask), 401).param(null).code(null).says(NO_KEY);
    }
    assertThat(stand.provider().received()).isEmpty();
    assertThat(stand.ask(Callers.as(Callers.ANY_MODEL, Callers.good())).status()).isEqualTo(200);
  }

  private static void wrongKey(Stand stand) {
    stand.start(Callers.setup());

    try (CapturedLog log = CapturedLog.open()) {
      for (Ask ask : everywhere()) {
        ErrorAnswer.invalid(stand.ask(Callers.as(Callers.NOBODY, ask)), 401)
            .param(null)
            .code("invalid_api_key")
            .says("Incorrect API key provided: sk-n****cdef.")
            .hides(Callers.NOBODY);
      }
      ErrorAnswer.invalid(stand.ask(Callers.as("short-key", Callers.good())), 401)
          .code("invalid_api_key")
          .hides("short-key");
      assertThat(log.lines()).noneMatch(line -> line.contains(Callers.NOBODY));
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void expiredKey(Stand stand) {
    stand.start(Callers.setup());

    for (Ask ask : everywhere()) {
      ErrorAnswer.invalid(stand.ask(Callers.as(Callers.EXPIRED, ask)), 401)
          .param(null)
          .code("invalid_api_key")
          .hides(Callers.EXPIRED);
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void schemes(Stand stand) {
    stand.start(Callers.setup());
    String key = Callers.ANY_MODEL;

    for (String value : List.of("Basic " + key, key, "Bearer", "Token " + key)) {
      ErrorAnswer.invalid(stand.ask(Callers.good().with("authorization", value)), 401)
          .code(null)
          .says(NO_KEY);
    }
    for (Ask ask :
        List.of(
            Callers.good().with("authorization", "bearer " + key),
            Callers.good().with("authorization", "BEARER " + key),
            Callers.good().with("api-key", key),
            Callers.good().with("x-api-key", key))) {
      assertThat(stand.ask(ask).status()).isEqualTo(200);
    }
    ErrorAnswer.invalid(
            stand.ask(
                Callers.good()
                    .with("authorization", "Bearer " + Callers.NOBODY)
                    .with("api-key", key)),
            401)
        .code("invalid_api_key");
  }

  private static void trailers(Stand stand) {
    stand.start(Callers.setup());
    Http1Talk talk = (Http1Talk) stand.talk();
    Ask open = Ask.of("POST", "/v1/chat/completions", new byte[0], "trailer", "authorization");

    Turn turn = talk.open(open);
    talk.raw(Bytes.of("2\r\n{}\r\n0\r\nauthorization: Bearer " + Callers.ANY_MODEL + "\r\n\r\n"));

    ErrorAnswer.invalid(turn.reply(), 401).says(NO_KEY);
  }

  private static void disabledKey(Stand stand) {
    GatewayFixture gateway = stand.start(Callers.setup());
    Ask asked = Callers.as(Callers.STORED, Callers.good());
    assertThat(stand.ask(asked).status()).isEqualTo(200);

    gateway
        .live()
        .replace(
            gateway.config(
                Callers.setup().yaml().replace(Callers.STORED, "sk-rotated-0123456789")));

    ErrorAnswer.invalid(stand.ask(asked), 401).code("invalid_api_key").hides(Callers.STORED);
    assertThat(stand.ask(Callers.as(Callers.ANY_MODEL, Callers.good())).status()).isEqualTo(200);
  }

  private static void modelNotAllowed(Stand stand) {
    stand.start(Callers.setup());

    for (String model : List.of("openai", "deepseek", "gpt-x", "tier:premium", "nobody-has-this")) {
      for (Ask ask :
          List.of(
              Ask.chat(Chats.of(model, Chats.QUESTION)),
              Ask.post("/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":\"x\"}"),
              Ask.post("/v1/moderations", "{\"model\":\"" + model + "\",\"input\":\"x\"}"),
              Ask.get("/v1/models/" + model))) {
        ErrorAnswer.invalid(stand.ask(Callers.as(Callers.NARROW, ask)), 404)
            .param(null)
            .code("model_not_found")
            .says("The model `" + model + "` does not exist or you do not have access to it.");
      }
    }
    assertThat(stand.provider().received()).isEmpty();
    Ask allowed = Ask.chat(Chats.of("qwen", Chats.QUESTION));
    assertThat(stand.ask(Callers.as(Callers.NARROW, allowed)).status()).isEqualTo(200);
  }

  private static void organization(Stand stand) {
    for (Ask ask : List.of(Callers.good(), Ask.post("/v1/moderations", "{\"input\":\"x\"}"))) {
      Reply reply =
          stand.ask(
              ask.with("openai-organization", "org-unknown")
                  .with("openai-project", "proj_unknown"));

      assertThat(reply.status()).isEqualTo(200);
      ReceivedRequest upstream = stand.provider().received().getLast();
      assertThat(upstream.header("openai-organization")).isEmpty();
      assertThat(upstream.header("openai-project")).isEmpty();
    }
  }

  private static void early(Stand stand) {
    stand.start(Callers.setup());
    Ask large =
        Ask.of(
            "POST",
            "/v1/chat/completions",
            new byte[0],
            "authorization",
            "Bearer " + Callers.NOBODY,
            "content-length",
            "10000000");

    Turn turn = stand.talk().open(large);

    ErrorAnswer.invalid(turn.reply(), 401).code("invalid_api_key");
    if (stand.transport() == Transport.HTTP_1) {
      assertThat(stand.talk().isClosed()).isTrue();
    }
    assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
  }
}
