package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.HeaderLine;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.ReceivedRequest;
import dev.sluice.gateway.chat.Json;
import dev.sluice.server.net.LeakWatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What real clients send, and what of it reaches the provider of an explicit model: the body byte
/// for byte, and nothing of the head that is the caller's own.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedRequestsTest {

  private static final List<String> MODELS =
      List.of(
          "mock-model", "deepseek-chat", "m", "text-embedding-3-small", "deepseek-ai/DeepSeek-V3");
  private static final String INCLUDE = "\"include_usage\":true";
  private static final String CANARY = "sk-client-canary-77";

  /// Set by the test itself, or about the connection that the recording came over.
  private static final Set<String> OWN =
      Set.of("content-length", "transfer-encoding", "authorization", "host", "expect");

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    StringBuilder models = new StringBuilder();
    MODELS.forEach(m -> models.append("  \"").append(m).append("\": {provider: global}\n"));
    String yaml =
        """
        providers:
          global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
        models:
          mapped: {provider: global, name: mock-model, tier: budget}
          tuned:
            {provider: global, name: mock-model, defaults: {temperature: 0.3}, parameters: {set: {x: 1}, drop: [logprobs]}}
        %stiers: {budget: mapped}
        cache: {exact: off}
        """
            .formatted(models);
    gateway =
        Setup.of(yaml)
            .withModels(MODELS.stream().map(m -> ModelProfile.of(m, Dialect.OPENAI)).toList())
            .start();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  /// A recorded request, with a body that this test has written again from its JSON.
  @SuppressWarnings("ArrayRecordComponent")
  private record Recorded(Path file, String path, List<String> head, byte[] body) {

    static Recorded read(Path file) {
      JsonNode all = Json.MAPPER.readTree(file.toFile());
      List<String> head = new ArrayList<>();
      for (JsonNode line : all.path("headers")) {
        String name = line.path(0).asString("");
        if (!name.isEmpty() && !OWN.contains(name.toLowerCase(Locale.ROOT))) {
          head.add(name + ": " + line.path(1).asString(""));
        }
      }
      head.add("Authorization: Bearer " + CANARY);
      head.add("Cookie: session=" + CANARY);
      head.add("OpenAI-Organization: " + CANARY);
      JsonNode body = all.path("body");
      String text =
          body.isObject()
              ? Json.MAPPER.writeValueAsString(body)
              : all.path("body_raw").asString("");
      return new Recorded(file, all.path("path").asString(""), head, text.getBytes(UTF_8));
    }

    /// HTTP/2 and bodies that were not kept are left out.
    boolean isUsable() {
      String name = file.getFileName().toString();
      return !name.startsWith("h2.")
          && !name.startsWith("curl.expect100")
          && !name.startsWith("curl.gzip")
          && body.length > 0;
    }

    boolean isFor(String... paths) {
      String own = path.replaceAll("\\?.*", "").replaceAll("/+", "/").replaceFirst("^/v1", "");
      return Set.of(paths).contains(own);
    }

    /// Empty where none was sent.
    String idempotencyKey() {
      String name = "idempotency-key: ";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
          .map(line -> line.substring(name.length()))
          .findFirst()
          .orElse("");
    }

    boolean isJson() {
      return body[0] == '{' && head.stream().noneMatch(line -> line.contains("form-urlencoded"));
    }
  }

  private static Stream<Recorded> recorded(String... paths) {
    return TestData.files("clients/requests", ".json").stream()
        .map(Recorded::read)
        .filter(request -> request.isUsable() && request.isFor(paths));
  }

  @Test
  void forwardsRecordedModelRequestsByteForByte() {
    List<Recorded> all =
        recorded("/chat/completions", "/embeddings", "/completions")
            .filter(Recorded::isJson)
            .toList();
    int forwarded = 0;
    Set<String> keys = new HashSet<>();
    for (Recorded request : all) {
      if (!request.idempotencyKey().isEmpty() && !keys.add(request.idempotencyKey())) {
        continue; // a client's second run under the same key is the first one's answer
      }
      gateway.provider().clearReceived();

      Reply reply = send(request);

      JsonNode sent = Json.MAPPER.readTree(request.body());
      if (isIncomplete(sent)) {
        assertThat(reply.status()).as(request.file().toString()).isEqualTo(400);
      } else {
        assertThat(reply.status()).as(request.file() + "\n" + reply).isEqualTo(200);
        checkBody(request, sent);
        checkHead(request);
        forwarded++;
      }
    }
    assertThat(forwarded).isGreaterThan(900);
  }

  @Test
  void forwardsRecordedPassThroughRequestsByteForByte() {
    List<Recorded> all =
        recorded(
                "/responses",
                "/files",
                "/batches",
                "/moderations",
                "/audio/speech",
                "/audio/transcriptions")
            .toList();
    for (Recorded request : all) {
      gateway.provider().clearReceived();

      send(request);

      List<ReceivedRequest> received = gateway.provider().received();
      assertThat(received).as(request.file().toString()).hasSize(1);
      assertThat(received.getFirst().body()).isEqualTo(request.body());
      assertThat(received.getFirst().uri()).isEqualTo(request.path());
      assertThat(received.getFirst().header("content-type"))
          .hasValueSatisfying(
              type -> assertThat(request.head()).anyMatch(line -> line.endsWith(": " + type)));
      checkHead(request);
    }
    assertThat(all).hasSizeGreaterThan(80);
  }

  @Test
  void answersRecordedModelListsItself() {
    for (Path file : TestData.files("clients/requests", ".json")) {
      if (!file.getFileName().toString().matches(".*\\.(models|modelget)\\.\\d+\\.json")) {
        continue;
      }
      Recorded request = Recorded.read(file);
      try (Wire wire = gateway.wire()) {
        String head = "GET " + request.path() + " HTTP/1.1\r\nhost: x\r\n";
        Reply reply = wire.send(head + String.join("\r\n", request.head()) + "\r\n\r\n").read();

        assertThat(reply.status()).as(file + "\n" + reply).isEqualTo(200);
        assertThat(reply.text()).contains("deepseek-ai/DeepSeek-V3");
      }
    }
  }

  @Test
  void refusesARecordedForm() {
    recorded("/chat/completions")
        .filter(request -> !request.isJson())
        .forEach(request -> {
          Reply reply = send(request);

          assertThat(reply.status()).isEqualTo(400);
          assertThat(reply.error()).isEqualTo("unsupported_content_type");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
        " {\n\t\"messages\" : [ { \"content\":\"a\\u00e9\\ud83d\\ude00 é😀\", \"role\":\"user\" } ] ,\r\n \"model\":\"m\" } \n",
        "{\"seed\":9223372036854775807,\"temperature\":1.0,\"top_p\":1e0,\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "{\"model\":\"\\u006d\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"unknown\":{\"b\":1,\"a\":2,\"b\":3}}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"logprobs\":true,\"top_logprobs\":2,\"user\":\"u\",\"metadata\":{\"k\":\"v\"}}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\",\"tool_calls\":[]},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true,\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":null,\"n\":3,\"max_tokens\":null}"
      })
  void changesNothingInARequestForAnExplicitModel(String body) {
    gateway.provider().clearReceived();

    Reply reply = gateway.chat(body);

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(gateway.provider().received().getFirst().bodyText()).isEqualTo(body);
  }

  @Test
  void changesOnlyTheNameWhereTheModelHasAnother() {
    gateway.provider().clearReceived();

    Reply reply =
        gateway.chat(
            "{ \"seed\" : 1.0, \"model\" : \"mapped\", \"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    assertThat(gateway.provider().received().getFirst().bodyText())
        .isEqualTo(
            "{ \"seed\" : 1.0, \"model\" : \"mock-model\", \"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(reply.model()).isEqualTo("mapped");
  }

  @Test
  void addsNoParametersOfTheModelToAnExplicitRequest() {
    gateway.provider().clearReceived();

    gateway.chat(Chats.of("tuned", "x", ",\"logprobs\":true"));

    assertThat(gateway.provider().received().getFirst().bodyText())
        .isEqualTo(Chats.of("mock-model", "x", ",\"logprobs\":true"));
  }

  @Test
  void takesItsOwnOptionsOutAndAsksForUsage() {
    gateway.provider().clearReceived();

    Reply reply =
        gateway.chat(
            "{\"sluice\":{\"tags\":{\"a\":\"b\"}},\"model\":\"m\",\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":false,\"include_obfuscation\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    assertThat(gateway.provider().received().getFirst().bodyText())
        .isEqualTo(
            "{\"model\":\"m\",\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(reply.usage()).isNull();
  }

  private static boolean isIncomplete(JsonNode sent) {
    JsonNode messages = sent.path("messages");
    return sent.path("model").asString("").isEmpty() || (messages.isArray() && messages.isEmpty());
  }

  private Reply send(Recorded request) {
    try (Wire wire = gateway.wire()) {
      return wire.post(request.path(), request.body(), request.head().toArray(String[]::new))
          .read();
    }
  }

  private void checkBody(Recorded request, JsonNode sent) {
    ReceivedRequest received = gateway.provider().received().getFirst();
    String before = new String(request.body(), UTF_8);
    String after = received.bodyText();
    boolean unbilled =
        sent.path("stream").asBoolean(false)
            && !sent.path("stream_options").path("include_usage").asBoolean(false)
            && !request.isFor("/embeddings");
    if (unbilled) {
      assertThat(after).as(request.file().toString()).contains(INCLUDE);
      after =
          after
              .replace(",\"stream_options\":{" + INCLUDE + "}", "")
              .replace(INCLUDE + ",", "")
              .replace(INCLUDE, "\"include_usage\":false");
    }
    assertThat(after).as(request.file().toString()).isEqualTo(before);
    assertThat(received.path()).isEqualTo(received.uri().substring("/v1".length()));
    assertThat(request.isFor(received.path())).isTrue();
  }

  private void checkHead(Recorded request) {
    for (ReceivedRequest received : gateway.provider().received()) {
      assertThat(received.header("authorization"))
          .as(request.file().toString())
          .hasValue("Bearer " + Setup.PROVIDER_KEY);
      assertThat(received.headers())
          .extracting(HeaderLine::value)
          .noneMatch(value -> value.contains(CANARY));
      assertThat(received.headers())
          .extracting(line -> line.name().toLowerCase(Locale.ROOT))
          .doesNotContain(
              "cookie",
              "openai-organization",
              "openai-project",
              "http2-settings",
              "upgrade",
              "x-stainless-lang",
              "api-key")
          .doesNotHaveDuplicates();
    }
  }
}
