package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.budget.QuotaError;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.path.Outcome;
import dev.sluice.gateway.terms.FailureKind;
import dev.sluice.gateway.upstream.Header;
import dev.sluice.gateway.upstream.UpstreamCall.RequestBytes;
import dev.sluice.gateway.upstream.UpstreamFailure;
import dev.sluice.gateway.upstream.UpstreamResponse;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class PassThroughTest {

  private static final String KEY = "Authorization: Bearer the-key";
  private static final Allowance LIMITED =
      new Allowance(
          new Allowance.Rate(60, 59, Duration.ofSeconds(1)), null, Lean.NONE, usedTokens -> {});

  private final BlockingQueue<PassThrough.Request> sent = new LinkedBlockingQueue<>();
  private final CompletableFuture<Outcome> ended = new CompletableFuture<>();
  private final BlockingQueue<String> tapped = new LinkedBlockingQueue<>();

  @Test
  void sendsJsonToTheNamedModelsProviderUnderItsNameThere() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{\"data\":[]}"));
        Wire wire = rig.connect()) {
      String body = "{\"model\": \"painter\",\"prompt\":\"a cat\"}";
      wire.post(
          "/v1/images/generations?x=1",
          body,
          "Authorization: Bearer mine",
          "Cookie: a=b",
          "OpenAI-Beta: x",
          "X-Client-Request-Id: theirs",
          "x-sluice-task: general");

      Wire.Reply reply = wire.read();
      PassThrough.Request request = next();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("{\"data\":[]}");
      assertThat(request.provider()).isEqualTo(TestConfig.SECOND);
      assertThat(request.path()).isEqualTo("/images/generations?x=1");
      assertThat(text(request)).isEqualTo("{\"model\": \"painter-v2\",\"prompt\":\"a cat\"}");
      assertThat(request.headers())
          .containsExactlyInAnyOrder(
              new Header("content-type", "application/json"), new Header("openai-beta", "x"));
      assertThat(tapped).containsExactly("{\"data\":[]}");
      assertThat(ended.get(15, TimeUnit.SECONDS)).isEqualTo(Outcomes.OK);
    }
  }

  @Test
  void sendsBytesUnchangedToTheFirstProviderWhereNoModelIsKnown() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      String body = "{ \"model\":\"unheard-of\", \"input\" : 1e3 }";
      wire.post("/moderations", body).read();

      PassThrough.Request request = next();

      assertThat(request.provider()).isEqualTo(TestConfig.FIRST);
      assertThat(text(request)).isEqualTo(body);
    }
  }

  @Test
  void readsTheModelOfAMultipartForm() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      String form =
          """
          --XyZ
          Content-Disposition: form-data; name="file"; filename="a.mp3"
          Content-Type: audio/mpeg

          abc
          --XyZ
          Content-Disposition: form-data; name="model"

          painter
          --XyZ--
          """
              .replace("\n", "\r\n");
      wire.send(
          "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + form.length()
              + "\r\nContent-Type: multipart/form-data; boundary=XyZ\r\n\r\n"
              + form);

      assertThat(wire.read().status()).isEqualTo(200);
      PassThrough.Request request = next();

      assertThat(request.provider()).isEqualTo(TestConfig.SECOND);
      assertThat(text(request)).isEqualTo(form.replace("painter", "painter-v2"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/files",
    "DELETE, /v1/files/f",
    "GET, /v1/responses/r",
    "GET, /v1/chat/completions",
    "POST, /v1/batches",
    "DELETE, /v1/models/m",
  })
  void keepsStoredObjectsFromKeysWithoutPassthrough(String method, String path) throws Exception {
    try (Rig rig = rig(keyed(false), json(200, "{}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.send(Wire.request(method, path, "", KEY)).read();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).contains("Invalid URL (" + method + " " + path + ")");
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void keepsStoredAnswersFromThemToo() throws Exception {
    try (Rig rig = rig(keyed(false), json(200, "{}"));
        Wire wire = rig.connect()) {
      String body = "{\"model\":\"painter\",\"previous_response_id\":\"r_1\",\"input\":\"x\"}";

      assertThat(wire.post("/v1/responses", body, KEY).read().status()).isEqualTo(404);
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void opensStoredObjectsToKeysWithPassthrough() throws Exception {
    try (Rig rig = rig(keyed(true), json(200, "{}"));
        Wire wire = rig.connect()) {
      assertThat(wire.get("/v1/files/f%2F1?limit=2", KEY).read().status()).isEqualTo(200);

      PassThrough.Request request = next();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/files/f%2F1?limit=2");
    }
  }

  @Test
  void hidesModelsThatTheKeyMayNotUse() throws Exception {
    var config = new TestConfig().keys(TestConfig.key("team", "the-key", false, "auto"));
    try (Rig rig = rig(config, json(200, "{}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/images/generations", "{\"model\":\"painter\"}", KEY).read();

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).contains("model_not_found");
    }
  }

  @Test
  void streamsBinaryAnswersAsTheyCome() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = rig(new TestConfig(), request -> opened("audio/mpeg", stream[0]));
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
      stream[0].data(new byte[] {1, 2, 3});
      var head = wire.readHead();
      String first = wire.nextChunk();
      stream[0].data(new byte[] {4, 5});
      stream[0].end();

      assertThat(head).containsEntry("content-type", "audio/mpeg");
      assertThat(first).isEqualTo("\1\2\3");
      assertThat(wire.nextChunk()).isEqualTo("\4\5");
      assertThat(wire.nextChunk()).isEmpty();
      assertThat(ended.get(15, TimeUnit.SECONDS).isOk()).isTrue();
    }
  }

  @Test
  void breaksOffWhereTheProviderBrokeOff() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = rig(new TestConfig(), request -> opened("audio/mpeg", stream[0]));
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
      stream[0].data(new byte[] {1});
      stream[0].fail(UpstreamFailure.of(FailureKind.CUT, "reset", true));

      assertThat(wire.read().clean()).isFalse();
      assertThat(ended.get(15, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.UPSTREAM_ERROR);
    }
  }

  @Test
  void cancelsTheProviderWhenTheClientLeaves() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = rig(new TestConfig(), request -> opened("audio/mpeg", stream[0]))) {
      stream[0] = new FakeStream(rig.loop());
      try (Wire wire = rig.connect()) {
        wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
        stream[0].data(new byte[] {1});
        wire.readHead();
      }

      stream[0].awaitCancel();
      assertThat(ended.get(15, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.CANCELLED);
      assertThat(rig.admission().requests()).isZero();
    }
  }

  @Test
  void tellsAModelOfOursThatTheProviderDoesNotKnowAsItsFailure() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(404, "{\"error\":{\"message\":\"their words\"}}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/images/generations", "{\"model\":\"painter\"}").read();

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body()).contains("upstream_error").doesNotContain("their words");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/x-www-form-urlencoded", "text/plain", "multipart/mixed; boundary=a"})
  void refusesABodyWhoseModelItCannotRead(String type) throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      String body = "{\"a\":\"&model=painter&\"}";
      wire.send(
          "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + body.length()
              + "\r\nContent-Type: "
              + type
              + "\r\n\r\n"
              + body);

      Wire.Reply reply = wire.read();

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("unsupported_content_type");
      assertThat(sent).isEmpty();
    }
  }

  @Test
  void sendsOnlyTheContentTypeThatItRead() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      wire.post("/v1/moderations", "{}", "Content-Type: application/json; charset=utf-8").read();

      assertThat(next().headers())
          .containsExactly(new Header("content-type", "application/json; charset=utf-8"));
    }
  }

  @ParameterizedTest
  @CsvSource({"401, 502", "403, 502", "404, 404", "422, 422", "429, 429", "500, 502", "503, 502"})
  void neverShowsOurAccountsTroubleAsTheClients(int theirs, int ours) throws Exception {
    try (Rig rig =
            rig(new TestConfig(), json(theirs, "{\"error\":{\"message\":\"their words\"}}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{\"input\":\"x\"}").read();

      assertThat(reply.status()).isEqualTo(ours);
      WireRulesTest.assertFourKeys(reply);
      assertThat(reply.body().contains("their words")).isEqualTo(ours == theirs && ours != 429);
    }
  }

  @Test
  void takesAnEmptyWalletAtTheProviderForOurAccountsTrouble() throws Exception {
    String theirs = "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}";
    try (Rig rig = rig(new TestConfig(), json(429, theirs));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{\"input\":\"x\"}").read();

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.body()).contains("upstream_error").doesNotContain("pay");
    }
  }

  @Test
  void neverAsksAClientToWaitForLong() throws Exception {
    var head = new UpstreamResponse.Head(429, List.of(new Header("retry-after", "300")), 1);
    try (Rig rig =
            rig(new TestConfig(), _ -> new UpstreamResponse.Whole(head, "{}".getBytes(UTF_8)));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{\"input\":\"x\"}").read();

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("retry-after")).isEqualTo("8");
    }
  }

  @Test
  void tellsTheClientSideWhichHeadersStayHere() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      wire.post("/v1/moderations", "{}", "Connection: openai-beta", "OpenAI-Beta: x").read();

      assertThat(next().headers()).contains(new Header("connection", "openai-beta"));
    }
  }

  @Test
  void tellsHowTheCallersLimitsStandInWholeAnswersAndErrors() throws Exception {
    try (Rig rig = rig(new TestConfig(), json(200, "{}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{}").read();

      assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("60");
      assertThat(reply.header("x-ratelimit-remaining-requests")).isEqualTo("59");
      assertThat(reply.header("x-ratelimit-reset-requests")).isEqualTo("1s");
    }
    try (Rig rig = rig(new TestConfig(), json(500, "{}"));
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{}").read();

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("60");
    }
  }

  @Test
  void tellsThemInStreamsToo() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = rig(new TestConfig(), request -> opened("audio/mpeg", stream[0]));
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
      stream[0].data(new byte[] {1});

      assertThat(wire.readHead()).containsEntry("x-ratelimit-limit-requests", "60");
    }
  }

  @Test
  void tellsThemToWhoIsRefused() throws Exception {
    PassThrough refusing = request -> new PassThrough.Sent.Refused(QuotaError.SPENT, LIMITED);
    try (Rig rig = new Rig(new TestConfig(), Rig::answer, refusing, ServerTimeouts.DEFAULT);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.post("/v1/moderations", "{}").read();

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("60");
    }
  }

  @Test
  void endsACallWhoseAnswerCannotBeRead() throws Exception {
    try (Rig rig = failing(json(200, "{}"), true);
        Wire wire = rig.connect()) {
      wire.post("/v1/moderations", "{}");

      assertThatThrownBy(wire::read).isInstanceOf(EOFException.class);
      assertThat(ended.get(15, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.INTERNAL);
      assertThat(rig.admission().requests()).isZero();
      assertThat(rig.admission().bytes()).isZero();
    }
  }

  @Test
  void endsAStreamThatCannotBeReadOnBothSides() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = failing(request -> opened("audio/mpeg", stream[0]), true);
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
      stream[0].data(new byte[] {1});

      stream[0].awaitCancel();
      assertThat(wire.read().clean()).isFalse();
      assertThat(ended.get(15, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.INTERNAL);
      assertThat(rig.admission().requests()).isZero();
    }
  }

  @Test
  void endsACallWhoseAccountsCannotBeClosed() throws Exception {
    FakeStream[] stream = new FakeStream[1];
    try (Rig rig = failing(request -> opened("audio/mpeg", stream[0]), false);
        Wire wire = rig.connect()) {
      stream[0] = new FakeStream(rig.loop());
      wire.post("/v1/audio/speech", "{\"model\":\"painter\"}");
      stream[0].data(new byte[] {1});
      stream[0].end();

      assertThat(wire.read().clean()).isFalse();
      assertThat(rig.admission().requests()).isZero();
    }
  }

  /// With a tap that fails at the first bytes, or at the end.
  private Rig failing(Function<PassThrough.Request, UpstreamResponse> answer, boolean early)
      throws Exception {
    PassThrough.Tap tap =
        new PassThrough.Tap() {
          @Override
          public void onData(byte[] data) {
            if (early) {
              throw new IllegalStateException("the bytes cannot be read");
            }
          }

          @Override
          public void onEnd(Outcome outcome) {
            ended.complete(outcome);
            if (!early) {
              throw new IllegalStateException("the accounts cannot be closed");
            }
          }
        };
    return new Rig(
        new TestConfig(),
        Rig::answer,
        request -> new PassThrough.Sent.Passed(answer.apply(request), tap, LIMITED),
        ServerTimeouts.DEFAULT);
  }

  private Rig rig(TestConfig config, Function<PassThrough.Request, UpstreamResponse> answer)
      throws Exception {
    PassThrough.Tap tap =
        new PassThrough.Tap() {
          @Override
          public void onData(byte[] data) {
            tapped.add(new String(data, UTF_8));
          }

          @Override
          public void onEnd(Outcome outcome) {
            ended.complete(outcome);
          }
        };
    PassThrough provider =
        request -> {
          sent.add(request);
          return new PassThrough.Sent.Passed(answer.apply(request), tap, LIMITED);
        };
    return new Rig(config, Rig::answer, provider, ServerTimeouts.DEFAULT);
  }

  private PassThrough.Request next() throws InterruptedException {
    return sent.take();
  }

  private static TestConfig keyed(boolean passthrough) {
    KeyConfig key = TestConfig.key("team", "the-key", passthrough);
    return new TestConfig().keys(key);
  }

  private static String text(PassThrough.Request request) {
    return new String(((RequestBytes) request.body()).array(), UTF_8);
  }

  private static Function<PassThrough.Request, UpstreamResponse> json(int status, String body) {
    var head =
        new UpstreamResponse.Head(
            status, List.of(new Header("content-type", "application/json")), 1);
    return request -> new UpstreamResponse.Whole(head, body.getBytes(UTF_8));
  }

  private static UpstreamResponse opened(String type, FakeStream stream) {
    var head = new UpstreamResponse.Head(200, List.of(new Header("content-type", type)), 1);
    return new UpstreamResponse.Opened(head, false, stream);
  }
}
