package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Reply;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Models, embeddings, legacy completions, and what is passed on as it stands.
class OtherEndpointsTest extends CheckTable {

  private static final String NUMBERS =
      "{\"object\":\"list\", \"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5, -1,1e-3]}],"
          + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}} ";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("M01", "the list holds what the key may use", OtherEndpointsTest::list),
        Check.of("M02", "one model, its slash encoded or not", OtherEndpointsTest::oneModel),
        Check.of("M02", "an unknown model is 404", OtherEndpointsTest::noModel),
        Check.of("M03", "embeddings pass as they are", OtherEndpointsTest::embeddings),
        Check.of(
            "M03", "numbers become base64 where that was asked for", OtherEndpointsTest::base64),
        Check.of(
            "M04", "2,048 inputs and an empty one are the provider's", OtherEndpointsTest::inputs),
        Check.of("M05", "legacy completions, whole and streamed", OtherEndpointsTest::completions),
        Check.of("M06", "moderations and images pass as they are", OtherEndpointsTest::passedOn),
        Check.of("M06", "binary answers pass as they are", OtherEndpointsTest::binary),
        Check.of("M07", "a form goes to the provider of its model", OtherEndpointsTest::form));
  }

  private static void list(Stand stand) {
    stand.start(Callers.setup());

    Reply narrow = stand.ask(Callers.as(Callers.NARROW, Ask.get("/v1/models")));
    Reply all = stand.ask(Callers.as(Callers.ANY_MODEL, Ask.get("/models/")));

    assertThat(ids(narrow)).containsExactlyInAnyOrder("auto", "qwen");
    assertThat(ids(all))
        .contains("auto", "auto:cheap", "auto:quality", "tier:budget", "gpt-x", "vendor/small:free")
        .doesNotContain("base"); // nobody serves it
    assertThat(all.json().path("object").asString()).isEqualTo("list");
    for (JsonNode model : all.json().path("data")) {
      assertThat(model.path("object").asString()).isEqualTo("model");
      assertThat(model.path("created").isInt()).isTrue();
      assertThat(model.path("owned_by").isString()).isTrue();
    }
  }

  private static List<String> ids(Reply reply) {
    return reply
        .json()
        .path("data")
        .valueStream()
        .map(model -> model.path("id").asString())
        .toList();
  }

  private static void oneModel(Stand stand) {
    for (String path :
        List.of(
            "/v1/models/vendor%2Fsmall:free",
            "/v1/models/vendor%2fsmall%3Afree",
            "/v1/models/vendor/small:free",
            "/models/vendor/small:free/")) {
      Reply reply = stand.ask(Ask.get(path));

      assertThat(reply.status()).as(path).isEqualTo(200);
      assertThat(reply.json().path("id").asString()).isEqualTo("vendor/small:free");
      assertThat(reply.json().path("object").asString()).isEqualTo("model");
    }
  }

  private static void noModel(Stand stand) {
    for (String id : List.of("nobody", "vendor", "base", "vendor%2Fsmall")) {
      ErrorAnswer.invalid(stand.ask(Ask.get("/v1/models/" + id)), 404)
          .param(null)
          .code("model_not_found")
          .says("The model `" + id.replace("%2F", "/") + "` does not exist");
    }
  }

  private static String embedding(String input, String more) {
    return "{\"model\":\"openai\",\"input\":" + input + more + "}";
  }

  private static void embeddings(Stand stand) {
    for (String input : List.of("\"x\"", "[\"a\",\"b\"]", "[1,2,3]", "[[1,2],[3]]")) {
      for (String more :
          List.of("", ",\"encoding_format\":\"base64\"", ",\"encoding_format\":\"float\"")) {
        stand.provider().clearReceived();

        Reply reply = stand.ask(Ask.post("/v1/embeddings", embedding(input, more)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(stand.upstream().bodyText()).isEqualTo(embedding(input, more));
        JsonNode vector = reply.json().path("data").path(0).path("embedding");
        assertThat(vector.isString()).isEqualTo(more.contains("base64"));
      }
    }
  }

  private static void base64(Stand stand) {
    stand
        .provider()
        .script(RequestMatch.any(), Fault.rawBody(Bytes.of(NUMBERS), "application/json"));

    Reply base64 =
        stand.ask(
            Ask.post("/v1/embeddings", embedding("\"x\"", ",\"encoding_format\":\"base64\"")));
    Reply floats =
        stand.ask(Ask.post("/v1/embeddings", embedding("\"x\"", ",\"encoding_format\":\"float\"")));
    Reply silent = stand.ask(Ask.post("/v1/embeddings", embedding("\"x\"", "")));

    assertThat(base64.text()).isEqualTo(NUMBERS.replace("[0.5, -1,1e-3]", "\"AAAAPwAAgL9vEoM6\""));
    assertThat(floats.text()).isEqualTo(NUMBERS);
    assertThat(silent.text()).isEqualTo(NUMBERS);
  }

  private static void inputs(Stand stand) {
    String many = "[\"x\"" + ",\"x\"".repeat(2_047) + "]";
    for (String input : List.of(many, "\"\"", "[]")) {
      stand.provider().clearReceived();

      assertThat(stand.ask(Ask.post("/v1/embeddings", embedding(input, ""))).status())
          .isEqualTo(200);
      assertThat(stand.upstream().bodyText()).isEqualTo(embedding(input, ""));
    }
  }

  private static void completions(Stand stand) {
    String body =
        "{\"model\":\"openai\",\"prompt\":[\"a\"],\"echo\":true,\"suffix\":\"z\",\"logprobs\":2}";
    Reply whole = stand.ask(Ask.post("/v1/completions", body));
    assertThat(whole.json().path("object").asString()).isEqualTo("text_completion");
    assertThat(stand.upstream().bodyText()).isEqualTo(body);

    Reply stream = stand.ask(Ask.post("/v1/completions", body.replace("{", "{\"stream\":true,")));

    assertThat(stream.endsWithDone()).isTrue();
    assertThat(stream.chunks())
        .isNotEmpty()
        .allSatisfy(chunk -> {
          assertThat(chunk.path("object").asString()).isEqualTo("text_completion");
          assertThat(chunk.path("choices").path(0).has("text")).isTrue();
          assertThat(chunk.has("usage")).isFalse();
        });
    StringBuilder said = new StringBuilder();
    stream
        .chunks()
        .forEach(chunk -> said.append(chunk.path("choices").path(0).path("text").asString()));
    assertThat(said.toString())
        .isEqualTo(whole.json().path("choices").path(0).path("text").asString());
    String upstream = stand.provider().received().getLast().bodyText();
    assertThat(upstream).contains("\"echo\":true,\"suffix\":\"z\",\"logprobs\":2");
  }

  private static void passedOn(Stand stand) {
    byte[] answer = Bytes.of("{\"x\": 1.0,\n\"y\":\"\\u00e9\"}");
    stand.provider().script(RequestMatch.any(), Fault.rawBody(answer, "application/json; a=b"));
    for (String path : List.of("/v1/moderations", "/v1/images/generations")) {
      stand.provider().clearReceived();
      String body = "{\"input\" : \"x\", \"seed\":9223372036854775807,\"model\":\"openai\"}";

      Reply reply = stand.ask(Ask.post(path, body));

      assertThat(reply.body()).isEqualTo(answer);
      assertThat(reply.header("content-type")).isEqualTo("application/json; a=b");
      assertThat(stand.upstream().bodyText()).isEqualTo(body);
    }
  }

  private static void binary(Stand stand) {
    byte[] sound = new byte[300_000];
    new Random(1).nextBytes(sound);
    stand.provider().script(RequestMatch.any(), Fault.rawBody(sound, "audio/mpeg", 7_000));

    Reply reply = stand.ask(Ask.post("/v1/audio/speech", "{\"model\":\"openai\",\"input\":\"x\"}"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.isComplete()).isTrue();
    assertThat(reply.header("content-type")).isEqualTo("audio/mpeg");
    assertThat(reply.body()).isEqualTo(sound);
  }

  private static void form(Stand stand) {
    String type = "multipart/form-data; boundary=----x7";
    String form =
        "------x7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
            + "Content-Type: audio/mpeg\r\n\r\n"
            + "\u0000\r\n--x\u007f".repeat(300_000)
            + "\r\n------x7\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"
            + "openai\r\n------x7--\r\n";

    Reply reply =
        stand.ask(Ask.of("POST", "/v1/audio/transcriptions", Bytes.of(form), "content-type", type));

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(stand.upstream().body()).isEqualTo(Bytes.of(form));
    assertThat(stand.upstream().header("content-type")).hasValue(type);
  }
}
