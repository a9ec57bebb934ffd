package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Dialect;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.ModelProfile;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.ScriptHandle;
import dev.sluice.gateway.chat.Json;
import dev.sluice.server.net.LeakWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What providers stream, in whatever frames and pieces it comes, and what of it the client sees:
/// every event as it was, but for the documented repairs.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedStreamsTest {

  /// A way to put events on the wire.
  ///
  /// @param before what stands before each payload, `after` what behind it
  /// @param pieces sizes of the chunks, the last one repeated
  record Framing(String what, String before, String after, List<Integer> pieces) {

    Fault of(List<String> payloads) {
      StringBuilder body = new StringBuilder();
      payloads.forEach(payload -> body.append(before).append(payload).append(after));
      body.append(before).append("[DONE]").append(after);
      return Fault.rawBody(
          body.toString().getBytes(UTF_8),
          "text/event-stream",
          pieces.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static final Framing CRLF = new Framing("CRLF", "data: ", "\r\n\r\n", List.of(1_021));

  static Stream<Framing> framings() {
    return Stream.of(
        CRLF,
        new Framing("plain", "data: ", "\n\n", List.of(4_096)),
        new Framing("odd pieces", "data: ", "\n\n", List.of(1, 7, 3, 1_500, 2, 64, 89)),
        new Framing("no space", "data:", "\n\n", List.of(333)),
        new Framing("comments", ": keep-alive\n\ndata: ", "\n:\n\n", List.of(97)),
        new Framing("named", "event: message\nid: 7\nretry: 10\ndata: ", "\n\n", List.of(513)));
  }

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    String yaml =
        """
        providers:
          global: {base_url: "${GLOBAL_API_BASE_URL}", api_key: "${GLOBAL_API_KEY}"}
        models:
          m: {provider: global, tier: budget, price: {input: 1, output: 2}}
        tiers: {budget: m}
        cache: {exact: off}
        """;
    gateway = Setup.of(yaml).withModels(List.of(ModelProfile.of("m", Dialect.OPENAI))).start();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @MethodSource("framings")
  void passesRecordedStreams(Framing framing) {
    List<Path> files = new ArrayList<>(TestData.files("clients/streams", ".bin"));
    files.addAll(TestData.files("clients/provider-bodies", ".chunks.txt"));
    int checked = 0;
    for (Path file : files) {
      List<String> payloads = payloads(file);
      if (payloads.stream().allMatch(payload -> payload.contains("\"choices\""))) {
        check(file.getFileName().toString(), payloads, framing);
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(17);
  }

  /// Oddities of several providers in a few made-up streams.
  static final List<List<String>> OWN =
      List.of(
          List.of( // OpenAI: usage null everywhere, then a chunk without choices
              chunk("\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null")
                  + ",\"usage\":null,\"obfuscation\":\"aa\"}",
              chunk("\"delta\":{\"content\":\"Grüße 😀\\u0000\"}", "null") + ",\"usage\":null}",
              chunk("\"delta\":{}", "\"stop\"") + ",\"usage\":null}",
              "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":[],"
                  + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14}}"),
          List.of( // Azure's first chunk; error null
              "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
              chunk("\"delta\":{\"content\":\"Hi\"}", "null") + ",\"error\":null}",
              chunk("\"delta\":{}", "\"stop\"")
                  + ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}"),
          List.of( // spaces inside, usage on the last chunk only, xAI's way to count
              "{ \"choices\" : [ { \"index\" : 0 , \"delta\" : { \"content\" : \"1.0\" } , \"finish_reason\" : null } ] ,"
                  + " \"id\" : \"c\" , \"model\":\"m-1\" }",
              chunk("\"delta\":{}", "\"stop\"")
                  + ",\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1,\"total_tokens\":303,"
                  + "\"prompt_tokens_details\":{\"cached_tokens\":11}}}"));

  private static String chunk(String delta, String finish) {
    return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"index\":0,"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]";
  }

  @ParameterizedTest
  @MethodSource("framings")
  void passesOddStreams(Framing framing) {
    for (int i = 0; i < OWN.size(); i++) {
      check("own " + i, OWN.get(i), framing);
    }
  }

  @Test
  void addsTheEndMarkThatAProviderForgot() {
    String body = "data: " + chunk("\"delta\":{\"content\":\"x\"}", "\"stop\"") + "}\n\n";
    try (var script = script(Fault.rawBody(body.getBytes(UTF_8), "text/event-stream", 50))) {
      Reply reply = gateway.chat(Chats.stream("m", "x"));

      assertThat(reply.endsWithDone()).isTrue();
      assertThat(script.used()).isOne();
    }
  }

  @Test
  void inventsNoEndForAStreamThatHasNone() {
    String body = "data: " + chunk("\"delta\":{\"content\":\"x\"}", "null") + "}\n\n";
    try (var script = script(Fault.rawBody(body.getBytes(UTF_8), "text/event-stream", 50));
        Wire wire = gateway.wire()) {
      Reply reply = wire.chat(Chats.stream("m", "x")).read();

      assertThat(reply.isComplete()).isFalse();
      assertThat(reply.chunks().getLast().has("error")).isTrue();
      assertThat(script.used()).isOne();
    }
  }

  @Test
  void passesAnErrorEventOnAndNothingAfterIt() {
    String body =
        "data: "
            + chunk("\"delta\":{\"content\":\"x\"}", "null")
            + "}\n\n"
            + "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":500}}\n\n"
            + "data: [DONE]\n\n";
    try (var script = script(Fault.rawBody(body.getBytes(UTF_8), "text/event-stream", 60));
        Wire wire = gateway.wire()) {
      Reply reply = wire.chat(Chats.stream("m", "x")).read();

      assertThat(reply.isComplete()).isFalse();
      assertThat(reply.events()).hasSize(2);
      JsonNode error = reply.chunks().getLast().path("error");
      assertThat(error.propertyNames())
          .containsExactlyInAnyOrder("message", "type", "param", "code");
      assertThat(error.path("message").asString("")).isEqualTo("boom");
      assertThat(error.path("code").asString("")).isEqualTo("500");
      assertThat(script.used()).isOne();
    }
  }

  @Test
  void passesOneLargeEventAndManySmallOnes() {
    String large = "x".repeat(1 << 20);
    List<String> payloads = new ArrayList<>();
    payloads.add(chunk("\"delta\":{\"content\":\"" + large + "\"}", "null") + "}");
    for (int i = 0; i < 20_000; i++) {
      payloads.add(chunk("\"delta\":{\"content\":\"" + i + " \"}", "null") + "}");
    }
    payloads.add(chunk("\"delta\":{}", "\"stop\"") + "}");
    try (var script = script(CRLF.of(payloads))) {
      Reply reply = gateway.chat(Chats.stream("m", "x"));

      payloads.add("[DONE]");
      assertThat(reply.events()).isEqualTo(payloads);
      assertThat(script.used()).isOne();
    }
  }

  private ScriptHandle script(Fault fault) {
    return gateway.provider().script(RequestMatch.any(), fault);
  }

  private void check(String name, List<String> payloads, Framing framing) {
    for (boolean usage : new boolean[] {false, true}) {
      JsonNode told = told(payloads);
      double[] before = counts();
      try (var script = script(framing.of(payloads))) {
        String body = usage ? Chats.streamWithUsage("m", "x") : Chats.stream("m", "x");

        Reply reply = gateway.chat(body);

        assertThat(reply.status()).as(name).isEqualTo(200);
        assertThat(reply.endsWithDone()).as(name + "\n" + reply.text()).isTrue();
        compare(name, payloads, reply.events(), usage);
        assertThat(script.used()).isOne();
      }
      if (told != null) {
        checkCounts(name, told, before);
      }
    }
  }

  private static void compare(
      String name, List<String> payloads, List<String> events, boolean usage) {
    List<String> expected = payloads.stream().filter(payload -> isShown(payload, usage)).toList();
    assertThat(events).as(name).hasSize(expected.size() + 1);
    for (int i = 0; i < expected.size(); i++) {
      ObjectNode before = (ObjectNode) Json.MAPPER.readTree(expected.get(i));
      ObjectNode after = (ObjectNode) Json.MAPPER.readTree(events.get(i));
      boolean mended = before.has("error") || (!usage && before.has("usage"));
      boolean priced = usage && before.path("usage").isObject();
      if (!mended && !priced) {
        assertThat(events.get(i)).as(name).isEqualTo(expected.get(i));
      } else {
        assertThat(after.has("error")).as(name).isFalse();
        assertThat(after.path("usage").isObject()).as(name).isEqualTo(priced);
        if (priced) {
          ObjectNode shown = (ObjectNode) after.path("usage");
          assertThat(shown.remove("cost")).isNotNull();
          assertThat(shown.remove("cost_details")).isNotNull();
          assertThat(shown).as(name).isEqualTo(before.path("usage"));
        }
        before.remove(List.of("usage", "error"));
        after.remove(List.of("usage", "error"));
        assertThat(after).as(name).isEqualTo(before);
      }
    }
  }

  /// Left out: Azure's first chunk, and a chunk of nothing but usage that nobody asked for.
  private static boolean isShown(String payload, boolean usage) {
    JsonNode chunk = Json.MAPPER.readTree(payload);
    boolean empty = chunk.path("choices").isEmpty();
    boolean tells = chunk.path("usage").isObject();
    return !empty || (tells ? usage : !chunk.path("id").asString("").isEmpty());
  }

  private static @Nullable JsonNode told(List<String> payloads) {
    JsonNode last = null;
    for (String payload : payloads) {
      JsonNode chunk = Json.MAPPER.readTree(payload);
      JsonNode usage = chunk.path("usage");
      usage = usage.isObject() ? usage : chunk.path("x_groq").path("usage");
      usage = usage.isObject() ? usage : chunk.path("choices").path(0).path("usage");
      last = usage.isObject() ? usage : last;
    }
    return last;
  }

  private double[] counts() {
    return Stream.of("input", "cached_input", "output", "reasoning")
        .mapToDouble(type -> gateway.metric("sluice_tokens_total", "type", type))
        .toArray();
  }

  private void checkCounts(String name, JsonNode usage, double[] before) {
    long prompt = usage.path("prompt_tokens").asLong(0);
    long completion = usage.path("completion_tokens").asLong(0);
    long beyond = usage.path("total_tokens").asLong(0) - prompt - completion;
    long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
    long thought = usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
    long hidden = beyond > 0 ? beyond : thought;
    long visible = beyond > 0 ? completion : completion - thought;
    double[] expected = {
      before[0] + prompt - cached, before[1] + cached, before[2] + visible, before[3] + hidden
    };
    boolean counted = GatewayFixture.await(() -> Arrays.equals(counts(), expected));
    assertThat(counts()).as(name + ": " + usage).isEqualTo(expected);
    assertThat(counted).isTrue();
  }

  private static List<String> payloads(Path file) {
    try {
      return Files.readString(file, UTF_8)
          .lines()
          .map(line -> line.startsWith("data: ") ? line.substring(6) : line)
          .filter(line -> !line.isBlank() && !line.equals("[DONE]"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
