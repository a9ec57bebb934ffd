package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.util.List;

/// What is asked for, where, how, and in what amount.
class RequestRulesTest extends CheckTable {

  private static final String CHAT = "/v1/chat/completions";

  @Override
  protected List<Check> checks() {
    return List.of(
        outOfRange("E07", "a wrong type is the provider's to refuse", "\"temperature\":\"hot\""),
        outOfRange("E07", "a broken number is the provider's to refuse", "\"max_tokens\":1.5"),
        Check.of("E07", "a wrong type of what we read is 400", RequestRulesTest::streamType),
        outOfRange("E08", "temperature 3 is the provider's to refuse", "\"temperature\":3"),
        outOfRange("E08", "n 0 is the provider's to refuse", "\"n\":0"),
        outOfRange("E08", "n 129 is the provider's to refuse", "\"n\":129"),
        Check.of("E09", "an unknown model is 404", RequestRulesTest::unknownModel),
        Check.of("E10", "an unknown path is 404", RequestRulesTest::unknownPath),
        Check.of("E11", "a wrong method is 405 with Allow", RequestRulesTest::wrongMethod),
        Check.of("E11", "GET lists stored completions", RequestRulesTest::storedCompletions),
        Check.of("E12", "another content type is 400", RequestRulesTest::contentTypes),
        Check.of("E13", "JSON by any of its names is taken", RequestRulesTest::jsonNames),
        Check.of("E14", "no content type is taken for JSON", RequestRulesTest::noContentType),
        Check.of(
            "E15", "a length over the limit is 413 before the body", RequestRulesTest::tooLong),
        Check.of("E16", "a body that grows over the limit is 413", RequestRulesTest::grows));
  }

  /// The provider sees it as it is, and its words come back as they are.
  private static Check outOfRange(String id, String title, String member) {
    String body = Bodies.more(member);
    return Check.of(
        id,
        title,
        stand -> {
          stand
              .provider()
              .script(
                  RequestMatch.any(),
                  Fault.status(
                      400,
                      "{\"error\":{\"message\":\"their words\",\"type\":\"invalid_request_error\","
                          + "\"param\":\"x\",\"code\":\"integer_above_max_value\"}}"));

          ErrorAnswer.invalid(stand.chat(body), 400)
              .says("their words")
              .param("x")
              .code("integer_above_max_value");
          assertThat(stand.upstream().bodyText()).isEqualTo(body);
        });
  }

  private static void streamType(Stand stand) {
    for (String value : List.of("\"yes\"", "1", "[]", "{}")) {
      Bodies.refused(stand, Bodies.more("\"stream\":" + value))
          .param("stream")
          .code("invalid_type")
          .says("Invalid type for 'stream': expected a boolean, but got ");
    }
    Bodies.goesOn(stand);
    Bodies.forwarded(stand, Bodies.more("\"stream\":null"));
  }

  private static void unknownModel(Stand stand) {
    for (Ask ask :
        List.of(
            Ask.chat(Chats.of("nobody/x:1", Chats.QUESTION)),
            Ask.chat(Chats.stream("nobody/x:1", Chats.QUESTION)),
            Ask.post("/v1/completions", "{\"model\":\"nobody/x:1\",\"prompt\":\"x\"}"),
            Ask.post("/v1/embeddings", "{\"model\":\"nobody/x:1\",\"input\":\"x\"}"))) {
      ErrorAnswer.invalid(stand.ask(ask), 404)
          .param(null)
          .code("model_not_found")
          .says("The model `nobody/x:1` does not exist or you do not have access to it.");
    }
    Bodies.goesOn(stand);
  }

  private static void unknownPath(Stand stand) {
    for (String path : List.of("/v1/x", "/x", "/", "/v1", "/v2/chat/completions", "/metrics")) {
      ErrorAnswer.invalid(stand.ask(Ask.post(path + "?q=secret", GOOD)), 404)
          .param(null)
          .code(null)
          .says("Invalid URL (POST " + path + ")")
          .hides("secret");
    }
    ErrorAnswer.invalid(stand.ask(Ask.get("/v1/x")), 404).says("Invalid URL (GET /v1/x)");
    Bodies.goesOn(stand);
  }

  private static void wrongMethod(Stand stand) {
    notAllowed(stand, "PUT", CHAT, "POST");
    notAllowed(stand, "DELETE", CHAT, "POST");
    notAllowed(stand, "GET", "/v1/embeddings", "POST");
    notAllowed(stand, "GET", "/v1/images/generations", "POST");
    notAllowed(stand, "GET", "/v1/responses", "POST");
    notAllowed(stand, "POST", "/v1/models", "GET");
    Bodies.goesOn(stand);
  }

  private static void notAllowed(Stand stand, String method, String path, String allowed) {
    Reply reply = stand.ask(Ask.of(method, path, new byte[0]));

    ErrorAnswer.invalid(reply, 405)
        .param(null)
        .code(null)
        .says(
            "Not allowed to "
                + method
                + " on "
                + path
                + ". (HINT: Perhaps you meant to use a different HTTP method?)");
    assertThat(List.of(reply.header("allow").split(", ", -1)))
        .contains(allowed)
        .doesNotContain(method);
  }

  private static void storedCompletions(Stand stand) {
    byte[] list = Bytes.of("{\"object\":\"list\", \"data\":[]}");
    stand
        .provider()
        .script(RequestMatch.path("/chat/completions"), Fault.rawBody(list, "application/json"));

    Reply reply = stand.ask(Ask.get(CHAT + "?limit=2"));

    assertThat(reply.body()).isEqualTo(list);
    assertThat(stand.upstream().method()).isEqualTo("GET");
    assertThat(stand.upstream().uri()).isEqualTo(CHAT + "?limit=2");
  }

  private static void contentTypes(Stand stand) {
    for (String type :
        List.of(
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
      ErrorAnswer.invalid(stand.chat(GOOD, "content-type", type), 400)
          .param(null)
          .code("unsupported_content_type")
          .says("Unsupported content type: '" + type + "'.");
    }
    Bodies.goesOn(stand);
  }

  private static void jsonNames(Stand stand) {
    for (String type :
        List.of(
            "application/json; charset=utf-8",
            "application/JSON",
            "Application/Json;charset=UTF-8")) {
      assertThat(stand.chat(GOOD, "content-type", type).status()).as(type).isEqualTo(200);
    }
  }

  private static void noContentType(Stand stand) {
    assertThat(stand.ask(Ask.of("POST", CHAT, Bytes.of(GOOD))).status()).isEqualTo(200);
    assertThat(stand.upstream().header("content-type")).hasValue("application/json");
  }

  private static Setup small() {
    return Stand.setup()
        .with("cache: {exact: off}\n", "cache: {exact: off}\nlisten: {max_body: 1MB}\n");
  }

  private static void tooLong(Stand stand) {
    stand.start(small());
    for (String path : List.of(CHAT, "/v1/embeddings", "/v1/moderations", "/v1/files")) {
      Turn turn =
          stand.connect().open(Ask.of("POST", path, new byte[0], "content-length", "2000000"));

      ErrorAnswer.invalid(turn.reply(), 413).param(null).code("request_too_large");
    }
    Bodies.goesOn(stand);
    assertThat(stand.gateway().config(Stand.YAML).listen().maxBody()).isEqualTo(64 << 20);
  }

  private static void grows(Stand stand) {
    stand.start(small());
    Turn turn = stand.connect().open(Ask.of("POST", CHAT, new byte[0]));
    for (int i = 0; i < 17; i++) {
      turn.write(new byte[64 * 1024], false);
    }

    ErrorAnswer.invalid(turn.reply(), 413).code("request_too_large");
    Bodies.goesOn(stand);
    assertThat(stand.gateway().awaitMetric(0, "sluice_buffered_bytes")).isTrue();
  }
}
