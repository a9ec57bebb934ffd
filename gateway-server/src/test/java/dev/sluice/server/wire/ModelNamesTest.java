package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The names of models: asked for, sent to the provider, and shown.
class ModelNamesTest extends CheckTable {

  private static final String ODD = "vendor/small:free";
  private static final String MESSAGE = "{\"role\":\"assistant\",\"content\":\"Hi\"}";

  private static final String STREAM =
      Said.events(Said.FIRST, Said.HELLO, Said.STOP, Said.usageChunk(Said.USAGE)) + Said.DONE;

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of(
            "C16",
            "an alias becomes the provider's name, the answer names who answered",
            this::alias),
        Check.of("C16", "the name asked for is shown where configured", this::requested),
        Check.of(
            "C16",
            "the name asked for is shown in every chunk where configured",
            this::requestedInChunks),
        Check.of("C17", "a name with slash and colon is asked", this::oddName),
        Check.of("C17", "a name with slash is found, encoded or not", this::found),
        Check.of("C17", "a name that nobody has is not found", this::notFound));
  }

  private void alias(Stand stand) {
    String answer = Said.completion(MESSAGE, "stop");
    stand.provider().script(RequestMatch.any(), Said.json(answer));

    Reply reply = stand.chat(Chats.of("gpt-x", Chats.QUESTION, ",\"seed\":7"));

    assertThat(stand.upstream().bodyText())
        .isEqualTo(Chats.of("openai", Chats.QUESTION, ",\"seed\":7"));
    assertThat(reply.text()).isEqualTo(answer);
    assertThat(reply.model()).isEqualTo("openai");
  }

  private void requested(Stand stand) {
    stand.start(Stand.setup().with("cache:", "response: {model: requested}\ncache:"));
    String answer = Said.completion(MESSAGE, "stop");
    stand.provider().script(RequestMatch.any(), Said.json(answer));

    Reply reply = stand.chat(Chats.of("gpt-x", Chats.QUESTION));

    assertThat(reply.text()).isEqualTo(answer.replace("gpt-z-2026", "gpt-x"));
    assertThat(reply.model()).isEqualTo("openai");
  }

  private void requestedInChunks(Stand stand) {
    stand.start(Stand.setup().with("cache:", "response: {model: requested}\ncache:"));
    stand.provider().script(RequestMatch.any(), Said.stream(STREAM));

    Reply reply = stand.chat(Chats.streamWithUsage("gpt-x", Chats.QUESTION));

    assertThat(reply.chunks())
        .hasSize(4)
        .extracting(chunk -> chunk.path("model").asString(""))
        .containsOnly("gpt-x");
  }

  private void oddName(Stand stand) {
    Reply reply = stand.chat(Chats.of(ODD, Chats.QUESTION));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.model()).isEqualTo(ODD);
    assertThat(stand.upstream().bodyText()).isEqualTo(Chats.of("openai", Chats.QUESTION));
  }

  private void found(Stand stand) {
    Reply encoded = stand.ask(Ask.get("/v1/models/vendor%2Fsmall%3Afree"));
    Reply raw = stand.ask(Ask.get("/v1/models/vendor/small:free"));

    assertThat(encoded.status()).isEqualTo(200);
    assertThat(encoded.json().path("id").asString("")).isEqualTo(ODD);
    assertThat(encoded.json().path("object").asString("")).isEqualTo("model");
    assertThat(raw.text()).isEqualTo(encoded.text());
  }

  private void notFound(Stand stand) {
    for (String path : List.of("/v1/models/vendor%2Fbig", "/v1/models/vendor/big")) {
      Reply reply = stand.ask(Ask.get(path));

      assertThat(reply.status()).isEqualTo(404);
      JsonNode error = reply.json().path("error");
      assertThat(error.path("type").asString("")).isEqualTo("invalid_request_error");
      assertThat(error.path("code").asString("")).isEqualTo("model_not_found");
      assertThat(error.path("param").isNull()).isTrue();
      assertThat(error.path("message").asString(""))
          .isEqualTo("The model `vendor/big` does not exist or you do not have access to it.");
    }
    assertThat(stand.provider().received()).isEmpty();
  }
}
