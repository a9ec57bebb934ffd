package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client is told of a provider's errors: only what it can mend is its fault.
class ProviderErrorsTest extends CheckTable {

  private static final String SECRET = "account-canary";

  private static final String QUOTA =
      "{\"error\":{\"message\":\"account-canary exceeded its quota\",\"type\":\"insufficient_quota\","
          + "\"param\":null,\"code\":\"insufficient_quota\"}}";

  private static final String REFUSED = "{\"error\":{\"message\":\"account-canary\"}}";

  private static final String UNPAID = "{\"code\":\"Arrearage\",\"message\":\"account-canary\"}";

  private static final String COMPLAINTS =
      "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"too big\"}]}";

  private static final String NUMERIC =
      "{\"message\":\"m\",\"type\":\"BadRequestError\",\"param\":null,\"code\":40003}";

  private static final String NOTHING_SAID = "The provider answered with status 400.";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of(
            "E26", "a context too long keeps the provider's code", ProviderErrorsTest::context),
        ours("401 for our key is 502", 401, REFUSED),
        ours("402 for our balance is 502", 402, REFUSED),
        ours("403 for our country is 502", 403, REFUSED),
        ours("429 for our quota is 502", 429, QUOTA),
        ours("400 for our unpaid bill is 502", 400, UNPAID),
        Check.of("E27", "another provider answers instead", ProviderErrorsTest::failOver),
        limited("a long wait is cut to 8 s", "retry-after", "3600", 8_000),
        limited("a short wait is kept", "retry-after", "3", 3_000),
        limited("milliseconds are kept", "retry-after-ms", "2500", 2_500),
        limited("a wait that cannot be read is 1 s", "retry-after", "soon", 1_000),
        said("HTML", 502, "<html>account-canary</html>", 502, null, "upstream_error"),
        said("nothing at all", 503, "", 503, null, "server_is_overloaded"),
        said("FastAPI's list", 422, COMPLAINTS, 422, "body.n: too big", null),
        said("FastAPI's text", 400, "{\"detail\":\"no field\"}", 400, "no field", null),
        said("a bare text", 400, "{\"error\":\"just text\"}", 400, "just text", null),
        said("a code that is a number", 400, "{\"error\":" + NUMERIC + "}", 400, "m", "40003"),
        said("members at the top", 400, NUMERIC, 400, "m", "40003"),
        said("a list", 400, "[{\"error\":" + NUMERIC + "}]", 400, "m", "40003"),
        said("an error of null", 400, "{\"error\":null}", 400, NOTHING_SAID, null));
  }

  /// Each shape of an error, as an error of a plain call and before the first byte of a stream.
  private static Check said(
      String title,
      int status,
      String body,
      int shown,
      @Nullable String message,
      @Nullable String code) {
    return Check.of(
        "E29",
        title + " becomes the four keys",
        stand -> {
          stand
              .provider()
              .script(
                  RequestMatch.any(),
                  Fault.status(status, body)
                      .withHeader(
                          "content-type", body.startsWith("<") ? "text/html" : "application/json"));
          for (String chat : List.of(Chats.of("openai", "x"), Chats.stream("deepseek", "x"))) {
            ErrorAnswer error = ErrorAnswer.of(stand.chat(chat), shown).code(code).hides(SECRET);
            if (message != null) {
              error.says(message);
            }
          }
        });
  }

  private static Check ours(String title, int status, String body) {
    return Check.of(
        "E27",
        title,
        stand -> {
          stand.provider().script(RequestMatch.any(), Fault.status(status, body));
          for (Ask ask :
              List.of(
                  Ask.chat(Chats.of("openai", "x")),
                  Ask.chat(Chats.stream("openai", "x")),
                  Ask.post("/v1/embeddings", "{\"model\":\"deepseek\",\"input\":\"x\"}"))) {
            ErrorAnswer.of(stand.ask(ask), 502)
                .type("server_error")
                .param(null)
                .code("upstream_error")
                .hides(SECRET);
          }
        });
  }

  private static void context(Stand stand) {
    String body =
        "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\","
            + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}";
    stand.provider().script(RequestMatch.any(), Fault.status(400, body));

    for (String chat : List.of(Chats.of("openai", "x"), Chats.stream("openai", "x"))) {
      Reply reply = stand.chat(chat);

      ErrorAnswer.invalid(reply, 400)
          .says("too long")
          .param("messages")
          .code("context_length_exceeded");
    }
  }

  private static void failOver(Stand stand) {
    SimulatedProvider second =
        SimulatedProvider.start(
            Settings.defaults()
                .withAnswers((m, p) -> Optional.of(CannedAnswer.text("The other."))));
    stand.atEnd(second::close);
    stand.start(
        Stand.setup()
            .with(
                "models:\n",
                "  other: {base_url: \"${OTHER}\", api_key: sk-other}\nmodels:\n  gpt-4o-mini: {providers: [global, other], tier: budget, price: {input: 1, output: 1}}\n")
            .withVariable("OTHER", second.baseUrl().toString()));
    stand.provider().script(RequestMatch.any(), Fault.status(429, QUOTA));

    Reply reply = stand.chat(Chats.of("gpt-4o-mini", "x"));

    assertThat(reply.content()).isEqualTo("The other.");
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("2");
  }

  private static Check limited(String title, String header, String value, long millis) {
    return Check.of(
        "E28",
        title,
        stand -> {
          stand.provider().script(RequestMatch.any(), Fault.status(429).withHeader(header, value));
          String body = Chats.of("openai", "x");

          ErrorAnswer.of(stand.chat(body), 429)
              .type("requests")
              .param(null)
              .code("rate_limit_exceeded")
              .waitsMillis(millis);
        });
  }
}
