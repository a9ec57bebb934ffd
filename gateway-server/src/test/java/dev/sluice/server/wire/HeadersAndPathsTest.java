package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Encodings, methods and spellings of paths.
class HeadersAndPathsTest extends CheckTable {

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("H04", "gzip and zstd bodies are taken", HeadersAndPathsTest::compressed),
        Check.of("H04", "what unfolds a hundredfold is 413", HeadersAndPathsTest::bomb),
        Check.of(
            "H04", "an unknown encoding of a body is 415", HeadersAndPathsTest::unknownEncoding),
        Check.of(
            "H05", "an answer is encoded at most as was offered", HeadersAndPathsTest::answers),
        Check.of("H10", "OPTIONS needs no key", HeadersAndPathsTest::options),
        Check.of("H10", "HEAD is GET without the body", HeadersAndPathsTest::head),
        Check.of("H11", "slashes and queries do not matter", HeadersAndPathsTest::spellings),
        Check.of("H11", "no spelling gets past the key", HeadersAndPathsTest::noWayRound),
        Check.of("H11", "no path climbs", HeadersAndPathsTest::climbs),
        Check.of("H12", "the body decides on a stream, not Accept", HeadersAndPathsTest::accept));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static Ask encoded(String path, byte[] body, String encoding) {
    return Ask.of(
        "POST", path, body, "content-type", "application/json", "content-encoding", encoding);
  }

  private static void compressed(Stand stand) throws IOException {
    byte[] plain = Bytes.of(GOOD);
    for (Ask ask :
        List.of(
            encoded("/v1/chat/completions", gzip(plain), "gzip"),
            encoded("/v1/chat/completions", Zstd.compress(plain), "zstd"))) {
      stand.provider().clearReceived();

      assertThat(stand.ask(ask).status()).isEqualTo(200);
      assertThat(stand.upstream().body()).isEqualTo(plain);
      assertThat(stand.upstream().header("content-encoding")).isEmpty();
    }
    ErrorAnswer.invalid(stand.ask(encoded("/v1/chat/completions", plain, "gzip")), 400);
  }

  private static void bomb(Stand stand) throws IOException {
    byte[] large = new byte[20 << 20];
    for (Ask ask :
        List.of(
            encoded("/v1/chat/completions", gzip(large), "gzip"),
            encoded("/v1/chat/completions", Zstd.compress(large), "zstd"))) {
      ErrorAnswer.invalid(stand.ask(ask), 413).code("request_too_large");
    }
    assertThat(stand.provider().received()).isEmpty();
    assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
  }

  private static void unknownEncoding(Stand stand) {
    for (String encoding : List.of("br", "compress", "gzip, br", "x")) {
      ErrorAnswer.invalid(stand.chat(GOOD, "content-encoding", encoding), 415)
          .param(null)
          .code("unsupported_content_encoding");
    }
    assertThat(stand.provider().received()).isEmpty();
    assertThat(stand.chat(GOOD, "content-encoding", "identity").status()).isEqualTo(200);
  }

  private static void answers(Stand stand) {
    for (String offered : List.of("br", "zstd", "identity", "br, zstd;q=0.5")) {
      Reply reply = stand.chat(GOOD, "accept-encoding", offered);

      assertThat(reply.header("content-encoding")).isEmpty();
      assertThat(reply.content()).isEqualTo(Setup.USUAL.content());
    }
    Reply stream = stand.chat(Chats.stream("openai", "x"), "accept-encoding", "gzip, deflate, br");
    assertThat(stream.header("content-encoding")).isEmpty();
    assertThat(stream.endsWithDone()).isTrue();
    assertThat(stand.chat(GOOD, "accept-encoding", "gzip").header("content-encoding"))
        .isIn("", "gzip");
    assertThat(stand.provider().received())
        .noneMatch(request -> request.header("accept-encoding").orElse("").contains("br"));
  }

  private static void options(Stand stand) {
    stand.start(Callers.setup());
    Ask preflight =
        Ask.of(
            "OPTIONS",
            "/v1/chat/completions",
            new byte[0],
            "origin",
            "https://app.example",
            "access-control-request-method",
            "POST");

    Reply reply = stand.ask(preflight);

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("allow").split(", ", -1)).contains("POST", "OPTIONS");
    assertThat(reply.header("access-control-allow-origin")).isEmpty(); // there is no such setting
    ErrorAnswer.invalid(stand.ask(Ask.of("OPTIONS", "/v1/x", new byte[0])), 404);
    assertThat(stand.ask(Callers.as(Callers.ANY_MODEL, Callers.good())).status()).isEqualTo(200);
  }

  private static void head(Stand stand) {
    stand.start(Callers.setup());
    Ask list = Ask.of("HEAD", "/v1/models", new byte[0]);
    Reply whole = stand.ask(Callers.as(Callers.ANY_MODEL, Ask.get("/v1/models")));

    Reply reply = stand.ask(Callers.as(Callers.ANY_MODEL, list));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("content-length")).isEqualTo(Integer.toString(whole.body().length));
    assertThat(stand.ask(list).status()).isEqualTo(401);
    assertThat(stand.ask(Ask.of("HEAD", "/v1/chat/completions", new byte[0])).status())
        .isEqualTo(405);
    assertThat(stand.ask(Ask.of("HEAD", "/health/live", new byte[0])).status()).isEqualTo(200);
  }

  private static void spellings(Stand stand) {
    for (String path :
        List.of(
            "/v1/chat/completions",
            "/chat/completions",
            "/v1/chat/completions/",
            "//v1//chat//completions//",
            "/v1/chat/completions?beta=true&api-version=2026-01-01")) {
      assertThat(stand.ask(Ask.post(path, GOOD)).status()).as(path).isEqualTo(200);
    }
    assertThat(stand.provider().received())
        .allSatisfy(request -> assertThat(request.uri()).isEqualTo("/v1/chat/completions"));
  }

  private static void noWayRound(Stand stand) {
    stand.start(Callers.setup());
    for (String path :
        List.of(
            "//v1//chat/completions",
            "/v1/chat/completions/",
            "/v1/chat/completions/..;/completions",
            "/v1/chat/completions%00",
            "/v1/chat/completions%2f",
            "/v1/chat%2fcompletions",
            "/v1/%63hat/completions",
            "/V1/chat/completions",
            "/v1/chat/completions;x=y",
            "/health/live/../../v1/chat/completions",
            "/health/live;/v1/chat/completions",
            "/livez/chat/completions")) {
      Reply reply = stand.ask(Ask.post(path, GOOD));

      assertThat(reply.status()).as(path).isIn(401, 404);
      ErrorAnswer.invalid(reply, reply.status());
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void climbs(Stand stand) {
    for (String path :
        List.of(
            "/v1/../admin",
            "/v1/%2e%2E/admin",
            "/v1/./models",
            "/v1/images/..%2ffiles",
            "/v1/images/%2e%2e%2ffiles",
            "/v1/images/%252e%252e%252ffiles",
            "/v1/audio/x%2f..%5c..%2ffiles",
            "/v1/files/..;x/models",
            "/v1/files/a%2f..%2f..%2fmodels")) {
      ErrorAnswer.invalid(stand.ask(Ask.post(path, "{}")), 404)
          .code(null)
          .says("Invalid URL (POST " + path + ")");
    }
    assertThat(stand.provider().received()).isEmpty();
  }

  private static void accept(Stand stand) {
    assertThat(stand.chat(GOOD, "accept", "text/event-stream").header("content-type"))
        .isEqualTo("application/json");
    assertThat(stand.chat(GOOD).status()).isEqualTo(200);
    Reply stream = stand.chat(Chats.stream("openai", "x"), "accept", "application/json");
    assertThat(stream.header("content-type")).startsWith("text/event-stream");
    assertThat(stream.endsWithDone()).isTrue();
  }
}
