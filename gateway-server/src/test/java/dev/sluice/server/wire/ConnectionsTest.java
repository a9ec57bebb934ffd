package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import dev.sluice.server.http.ServerTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Connections: how requests come in over them, in what pace, and what ends them.
class ConnectionsTest extends CheckTable {

  private static final String CHAT = "/v1/chat/completions";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(50);

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("T02", "a head that does not end is 408", ConnectionsTest::slowHead)
            .only(Transport.HTTP_1),
        Check.of("T02", "a body that does not come is 408", ConnectionsTest::slowBody),
        Check.of("T02", "a head has 10 s, each 1 KB of a body 10 s", ConnectionsTest::patience),
        Check.of("H01", "Expect: 100-continue is answered with 100", ConnectionsTest::invited),
        Check.of("H01", "what is refused is refused without 100", ConnectionsTest::notInvited),
        Check.of("H02", "chunks, their extensions and trailers are taken", ConnectionsTest::chunks)
            .only(Transport.HTTP_1),
        Check.of("H02", "a body without a length is taken", ConnectionsTest::withoutLength),
        Check.of(
                "H03",
                "what frames a body in two ways is 400 and the end",
                ConnectionsTest::ambiguous)
            .only(Transport.HTTP_1),
        Check.of("H06", "an upgrade to h2c is ignored", ConnectionsTest::upgrade)
            .only(Transport.HTTP_1),
        Check.of("H07", "two requests at once are both answered", ConnectionsTest::multiplexed)
            .only(Transport.HTTP_2),
        Check.of("H08", "pipelined requests are answered in order", ConnectionsTest::pipelined)
            .only(Transport.HTTP_1),
        Check.of("H08", "1,000 idle connections stay usable", ConnectionsTest::idle)
            .only(Transport.HTTP_1),
        Check.of("H09", "32 KiB of headers are taken", ConnectionsTest::longHeaders),
        Check.of("H09", "70 KiB of headers are 431", ConnectionsTest::tooLongHeaders)
            .only(Transport.HTTP_1));
  }

  private static Setup waiting(Duration head, Duration body) {
    ServerTimeouts usual = ServerTimeouts.DEFAULT;
    return Stand.setup()
        .withTimeouts(
            new ServerTimeouts(
                head,
                body,
                LONG,
                usual.heartbeat(),
                usual.linger(),
                usual.lastRequest(),
                usual.drainUpstream()));
  }

  private static Http1Talk raw(Stand stand, String text) {
    Http1Talk talk = (Http1Talk) stand.connect();
    talk.raw(Bytes.of(text));
    return talk;
  }

  private static void slowHead(Stand stand) {
    stand.start(waiting(SHORT, LONG));
    Http1Talk talk = (Http1Talk) stand.connect();

    talk.raw(Bytes.of("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n"));

    ErrorAnswer.invalid(talk.receive(), 408);
    assertThat(talk.isClosed()).isTrue();
  }

  private static void slowBody(Stand stand) {
    stand.start(waiting(LONG, SHORT));
    Talk talk = stand.connect();

    Turn turn = talk.open(Ask.of("POST", CHAT, new byte[0]));
    turn.write(Bytes.of("{"), false);

    ErrorAnswer.invalid(turn.reply(), 408);
    if (stand.transport() == Transport.HTTP_1) {
      assertThat(talk.isClosed()).isTrue();
    }
    assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
  }

  private static void patience(Stand stand) {
    assertThat(ServerTimeouts.DEFAULT.head()).isEqualTo(Duration.ofSeconds(10));
    assertThat(ServerTimeouts.DEFAULT.body()).isEqualTo(Duration.ofSeconds(10));
    assertThat(ServerTimeouts.MIN_BODY_BYTES).isEqualTo(1024);
  }

  private static Ask expecting(String expectation, String... headers) {
    return Ask.of("POST", CHAT, new byte[0], headers)
        .with("expect", expectation)
        .with("content-length", Integer.toString(GOOD.length()));
  }

  private static void invited(Stand stand) {
    Turn turn = stand.talk().open(expecting("100-continue"));

    turn.awaitInterim();
    turn.write(Bytes.of(GOOD), true);

    assertThat(turn.reply().status()).isEqualTo(200);
    assertThat(turn.interim()).containsExactly(100);
    assertThat(stand.ask(Callers.good()).status()).isEqualTo(200);
  }

  private static void notInvited(Stand stand) {
    stand.start(
        Callers.setup()
            .with("cache: {exact: off}\n", "cache: {exact: off}\nlisten: {max_body: 1MB}\n"));
    String[] key = {"authorization", "Bearer " + Callers.ANY_MODEL};
    Ask large = Ask.of("POST", CHAT, new byte[0], key).with("content-length", "2000000");

    refusedAtOnce(stand, expecting("100-continue"), 401);
    refusedAtOnce(stand, large.with("expect", "100-continue"), 413);
    refusedAtOnce(stand, expecting("tea", key), 417);
    refusedAtOnce(stand, expecting("100-continue", key).with("content-type", "text/plain"), 400);
  }

  private static void refusedAtOnce(Stand stand, Ask ask, int status) {
    Turn turn = stand.connect().open(ask);

    ErrorAnswer.invalid(turn.reply(), status);
    assertThat(turn.interim()).isEmpty();
  }

  private static void chunks(Stand stand) {
    Http1Talk talk =
        raw(
            stand,
            "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
                + "trailer: x-checksum\r\n\r\n1;a=b\r\n{\r\n"
                + Integer.toHexString(GOOD.length() - 1).toUpperCase(Locale.ROOT)
                + ";q=\"x;y\" ; z\r\n"
                + GOOD.substring(1)
                + "\r\n0;last\r\nx-checksum: 1\r\nauthorization: Bearer x\r\n\r\n");

    assertThat(talk.receive().status()).isEqualTo(200);
    assertThat(stand.upstream().bodyText()).isEqualTo(GOOD);
    assertThat(stand.upstream().header("x-checksum")).isEmpty();
    assertThat(talk.send(Callers.good()).reply().status()).isEqualTo(200);
  }

  private static void withoutLength(Stand stand) {
    Turn turn = stand.talk().open(Ask.of("POST", CHAT, new byte[0]));
    turn.write(Bytes.of(GOOD.substring(0, 1)), false);
    turn.write(Bytes.of(GOOD.substring(1, 20)), false);
    turn.write(Bytes.of(GOOD.substring(20)), true);

    assertThat(turn.reply().status()).isEqualTo(200);
    assertThat(stand.upstream().bodyText()).isEqualTo(GOOD);
  }

  private static void ambiguous(Stand stand) {
    String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n";
    String smuggled = "GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n";
    for (String rest :
        List.of(
            "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "content-length: 2\r\ncontent-length: 3\r\n\r\n{} ",
            "content-length: 2\r\ncontent-length: 2\r\n\r\n{}",
            "content-length: 2, 2\r\n\r\n{}",
            "content-length: +2\r\n\r\n{}",
            "content-length : 2\r\n\r\n{}",
            "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
            "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "x-a: b\r\n c: d\r\ncontent-length: 2\r\n\r\n{}",
            "transfer-encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
            "x-a: b\rcontent-length: 2\r\n\r\n{}")) {
      Http1Talk talk = raw(stand, head + rest + smuggled);

      ErrorAnswer.invalid(talk.receive(), 400);
      assertThat(talk.isClosed()).as(rest).isTrue();
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void upgrade(Stand stand) {
    Ask ask =
        Callers.good()
            .with("connection", "Upgrade, HTTP2-Settings")
            .with("upgrade", "h2c")
            .with("http2-settings", "AAMAAABkAAQAAP__");

    for (int i = 0; i < 2; i++) {
      Reply reply = stand.ask(ask);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
      assertThat(reply.header("upgrade")).isEmpty();
    }
    assertThat(stand.provider().received())
        .allSatisfy(request -> {
          assertThat(request.bodyText()).isEqualTo(GOOD);
          assertThat(request.header("upgrade")).isEmpty();
          assertThat(request.header("http2-settings")).isEmpty();
        });
  }

  private static void multiplexed(Stand stand) {
    Turn first = stand.send(Ask.chat(Chats.stream("openai", "first")));
    Turn second = stand.send(Ask.chat(Chats.of("deepseek", "second")));

    assertThat(second.reply().content()).isEqualTo(Setup.USUAL.content());
    assertThat(first.reply().content()).isEqualTo(Setup.USUAL.content());
    assertThat(first.ending().isClean()).isTrue();
  }

  private static void pipelined(Stand stand) {
    Http1Talk talk = (Http1Talk) stand.talk();
    List<Turn> turns = new ArrayList<>();
    for (String model : List.of("openai", "nobody", "deepseek")) {
      turns.add(talk.send(Ask.chat(Chats.of(model, Chats.QUESTION))));
    }
    turns.add(talk.send(Ask.chat(Chats.stream("qwen", Chats.QUESTION))));
    turns.add(talk.send(Ask.get("/v1/models/openai")));

    List<Reply> replies = turns.stream().map(Turn::reply).toList();

    assertThat(replies).extracting(Reply::status).containsExactly(200, 404, 200, 200, 200);
    assertThat(replies)
        .extracting(Reply::model)
        .containsExactly("openai", "", "deepseek", "qwen", "");
    assertThat(replies.get(3).endsWithDone()).isTrue();
  }

  private static void idle(Stand stand) {
    List<Talk> talks = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      talks.add(stand.connect());
    }

    for (Talk talk : talks) {
      assertThat(talk.send(Ask.get("/health/live")).reply().status()).isEqualTo(200);
    }
    assertThat(talks.getFirst().send(Callers.good()).reply().status()).isEqualTo(200);
    assertThat(ServerTimeouts.DEFAULT.idle()).isGreaterThanOrEqualTo(Duration.ofSeconds(65));
  }

  private static void longHeaders(Stand stand) {
    assertThat(stand.chat(GOOD, "x-long", "y".repeat(32 * 1024)).status()).isEqualTo(200);
    Ask many = Callers.good();
    for (int i = 0; i < 32; i++) {
      many = many.with("x-" + i, "y".repeat(1_000));
    }
    assertThat(stand.ask(many).status()).isEqualTo(200);
  }

  private static void tooLongHeaders(Stand stand) {
    Talk talk = stand.connect();
    Reply reply = talk.send(Ask.get("/v1/models", "x-long", "y".repeat(70 * 1024))).reply();

    ErrorAnswer.invalid(reply, 431).code("headers_too_large");
    assertThat(talk.isClosed()).isTrue();
  }
}
