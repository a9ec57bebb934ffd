package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.HeaderLine;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What must not get from one side to the other: credentials, hop-by-hop headers, lines smuggled
/// into headers, and a client's choice of where requests go.
class NothingLeaksTest extends CheckTable {

  private static final Ask PASSED_ON = Ask.post("/v1/moderations", "{\"input\":\"x\"}");

  /// All that a provider may ever see of a request's head.
  private static final Set<String> MAY_LEAVE =
      Set.of(
          "accept",
          "accept-encoding",
          "authorization",
          "content-length",
          "content-type",
          "host",
          "idempotency-key",
          "openai-beta",
          "range",
          "transfer-encoding",
          "user-agent",
          "x-client-request-id");

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("security", "credentials stay here", NothingLeaksTest::credentials),
        Check.of("security", "hop-by-hop headers stay here", NothingLeaksTest::hopByHop)
            .only(Transport.HTTP_1),
        Check.of("security", "a provider's headers stay there", NothingLeaksTest::answers),
        Check.of(
            "security", "no text of a client becomes a header line", NothingLeaksTest::injection),
        Check.of(
            "security",
            "nobody but the file says where requests go",
            NothingLeaksTest::destination),
        Check.of(
                "security",
                "a foreign host in the target changes nothing",
                NothingLeaksTest::foreignHost)
            .only(Transport.HTTP_1),
        Check.of("security", "stored objects need a key for them", NothingLeaksTest::stored));
  }

  private static void onlyKnownHeaders(ReceivedRequest upstream) {
    assertThat(upstream.headers())
        .extracting(line -> line.name().toLowerCase(Locale.ROOT))
        .isSubsetOf(MAY_LEAVE);
    assertThat(upstream.headers())
        .filteredOn(line -> line.name().equalsIgnoreCase("authorization"))
        .extracting(HeaderLine::value)
        .containsExactly("Bearer " + Setup.PROVIDER_KEY);
    assertThat(upstream.headers()).noneMatch(line -> line.value().contains("canary"));
  }

  private static void credentials(Stand stand) {
    stand.start(Callers.setup());
    for (Ask ask : List.of(Callers.good(), PASSED_ON)) {
      Reply reply =
          stand.ask(
              Callers.as(Callers.ANY_MODEL, ask)
                  .with("cookie", "session=canary")
                  .with("api-key", "canary")
                  .with("x-api-key", "canary")
                  .with("proxy-authorization", "Basic canary")
                  .with("openai-organization", "canary")
                  .with("openai-project", "canary")
                  .with("x-sluice-tags", "a=canary")
                  .with("x-forwarded-for", "canary")
                  .with("forwarded", "for=canary")
                  .with("x-stainless-lang", "canary"));

      assertThat(reply.status()).isEqualTo(200);
      onlyKnownHeaders(stand.provider().received().getLast());
    }
  }

  private static void hopByHop(Stand stand) {
    for (Ask ask : List.of(Callers.good(), PASSED_ON)) {
      Reply reply =
          stand.ask(
              ask.with("connection", "x-named, keep-alive")
                  .with("x-named", "canary")
                  .with("keep-alive", "timeout=7, canary=1")
                  .with("proxy-connection", "canary")
                  .with("te", "trailers, canary")
                  .with("trailer", "canary")
                  .with("upgrade", "canary"));

      assertThat(reply.status()).isEqualTo(200);
      onlyKnownHeaders(stand.provider().received().getLast());
    }
  }

  private static void answers(Stand stand) {
    Fault.Status answer =
        Fault.status(200, new String(Bodies.ANSWER, UTF_8))
            .withHeader("set-cookie", "canary=1")
            .withHeader("authorization", "Bearer canary")
            .withHeader("www-authenticate", "Bearer realm=canary")
            .withHeader("connection", "x-named")
            .withHeader("x-named", "canary")
            .withHeader("keep-alive", "timeout=canary")
            .withHeader("location", "http://canary.example/")
            .withHeader("openai-organization", "canary")
            .withHeader("server", "canary")
            .withHeader("x-sluice-cost-usd", "canary")
            .withHeader("access-control-allow-origin", "canary");
    stand.provider().script(RequestMatch.any(), answer);

    for (Ask ask : List.of(Callers.good(), PASSED_ON, Ask.get("/v1/files/f_1"))) {
      Reply reply = stand.ask(ask);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().values()).noneMatch(value -> value.contains("canary"));
    }
  }

  private static void injection(Stand stand) {
    String line = "a\\r\\nx-evil: 1\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n";
    String tags = "{\"" + line + "\":\"" + line + "\"}";
    List<Reply> replies =
        List.of(
            stand.chat(GOOD.replace("openai", line)),
            stand.chat(GOOD.replace("openai", "auto:" + line)),
            stand.chat(Bodies.more("\"sluice\":{\"task\":\"" + line + "\"}")),
            stand.chat(
                Bodies.more(
                    "\"sluice\":{\"tags\":"
                        + tags
                        + ",\"session\":\""
                        + line
                        + "\",\"cache_scope\":\""
                        + line
                        + "\"}")),
            stand.chat(Bodies.more("\"user\":\"" + line + "\"")),
            stand.ask(Ask.get("/v1/models/a%0d%0ax-evil:%201")),
            stand.ask(Ask.get("/v1/%0d%0ax-evil:%201")));

    assertThat(replies)
        .extracting(Reply::status)
        .containsExactly(404, 404, 400, 200, 200, 404, 404);
    assertThat(replies)
        .allSatisfy(reply -> {
          assertThat(reply.headers()).doesNotContainKey("x-evil");
          assertThat(reply.headers().values()).allMatch(value -> value.matches("[ -~]*"));
        });
    assertThat(stand.chat(GOOD).status()).isEqualTo(200);
  }

  private static void destination(Stand stand) throws IOException {
    try (ServerSocket trap = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + trap.getLocalPort() + "/v1";
      String fields =
          "\"api_base\":\"%s\",\"base_url\":\"%s\",\"provider\":\"%s\",\"fallbacks\":[{\"base_url\":\"%s\"}]"
              .formatted(url, url, url, url);
      String body = Bodies.more(fields);

      Reply chat = stand.chat(body, "x-sluice-base-url", url, "x-forwarded-host", "127.0.0.1");
      Reply named = stand.chat(Chats.of(url, "x"));
      Reply passed = stand.ask(Ask.post("/v1/moderations", "{\"input\":\"x\"," + fields + "}"));

      assertThat(chat.status()).isEqualTo(200);
      assertThat(stand.provider().received().getFirst().bodyText()).isEqualTo(body);
      ErrorAnswer.invalid(named, 404).code("model_not_found");
      assertThat(passed.status()).isEqualTo(200);
      assertThat(stand.provider().received()).hasSize(2);
      trap.setSoTimeout(1);
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void foreignHost(Stand stand) throws IOException {
    try (ServerSocket trap = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String host = "127.0.0.1:" + trap.getLocalPort();

      Reply target = stand.ask(Ask.post("http://" + host + "/v1/chat/completions", GOOD));
      Reply header = stand.chat(GOOD, "host", host);

      assertThat(target.status()).isEqualTo(200);
      assertThat(header.status()).isEqualTo(200);
      assertThat(stand.provider().received())
          .hasSize(2)
          .allSatisfy(request ->
              assertThat(request.header("host")).hasValue("127.0.0.1:" + stand.provider().port()));
      trap.setSoTimeout(1);
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void stored(Stand stand) {
    stand.start(Callers.setup());
    for (Ask ask :
        List.of(
            Ask.get("/v1/files"),
            Ask.get("/v1/files/f_1"),
            Ask.get("/v1/batches"),
            Ask.get("/v1/chat/completions"),
            Ask.get("/v1/responses/r_1"),
            Ask.post("/v1/images/x", "{}"),
            Ask.post("/v1/audio/voices", "{}"),
            Ask.post("/v1/responses", "{\"model\":\"openai\",\"previous_response_id\":\"r_1\"}"))) {
      ErrorAnswer.invalid(stand.ask(Callers.as(Callers.ANY_MODEL, ask)), 404).code(null);
    }
    assertThat(stand.provider().received()).isEmpty();
    assertThat(stand.ask(Callers.as(Callers.STORED, Ask.get("/v1/files"))).status()).isEqualTo(200);
  }
}
