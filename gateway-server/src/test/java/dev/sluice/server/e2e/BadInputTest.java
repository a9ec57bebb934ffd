package dev.sluice.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.net.LeakWatch;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What is wrong with a request is said in OpenAI's words, the connection goes on, and nothing of
/// it is written down anywhere.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

  private static final String KEY = "sk-virtual-canary-0123456789";
  private static final String WRONG = "sk-wrong-canary-0123456789";
  private static final String PROMPT = "prompt-canary-31415";
  private static final String AUTH = "authorization: Bearer " + KEY;
  private static final String MESSAGES =
      "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";
  private static final String GOOD = "{\"model\":\"deepseek-coder\"," + MESSAGES + "}";

  private CapturedLog log;
  private GatewayFixture gateway;
  private final List<String> shown = new ArrayList<>();

  @BeforeAll
  void start() {
    String yaml =
        Setup.shipped().yaml()
            + "keys:\n  - {name: a, key: \""
            + KEY
            + "\"}\n"
            + "  - {name: b, key: sk-narrow-0123456789, models: [auto]}\n"
            + "listen: {max_body: 1MB}\n";
    gateway = Setup.of(yaml).start();
    log = CapturedLog.open();
  }

  @AfterAll
  void leaksNothing() throws InterruptedException {
    try (GatewayFixture running = gateway;
        CapturedLog captured = log) {
      assertThat(running.awaitQuiet()).isTrue();
      String metrics = running.gateway().metrics().scrape();
      for (String secret : List.of(KEY, WRONG, PROMPT, Setup.PROVIDER_KEY)) {
        assertThat(captured.lines()).noneMatch(line -> line.contains(secret));
        assertThat(shown).noneMatch(body -> body.contains(secret));
        assertThat(metrics).doesNotContain(secret);
      }
      assertThat(captured.lines()).anyMatch(line -> line.contains("request_id"));
      assertThat(captured.errors()).isEmpty();
    }
  }

  static Stream<Object[]> badBodies() {
    String model = "{\"model\":\"deepseek-coder\",";
    return Stream.of(
        bad("cut off", "{\"model\":", 400, "invalid_request_error", ""),
        bad("empty", "", 400, "invalid_request_error", ""),
        bad("array", "[" + GOOD + "]", 400, "invalid_request_error", ""),
        bad("string", "\"" + PROMPT + "\"", 400, "invalid_request_error", ""),
        bad("number", "3", 400, "invalid_request_error", ""),
        bad("no model", "{" + MESSAGES + "}", 400, "invalid_request_error", ""),
        bad("model null", "{\"model\":null," + MESSAGES + "}", 400, "invalid_request_error", ""),
        bad("model empty", "{\"model\":\"\"," + MESSAGES + "}", 400, "invalid_request_error", ""),
        bad("model number", "{\"model\":3," + MESSAGES + "}", 400, "invalid_type", "model"),
        bad("no messages", model + "\"n\":1}", 400, "missing_required_parameter", "messages"),
        bad("messages object", model + "\"messages\":{}}", 400, "invalid_type", "messages"),
        bad("messages empty", model + "\"messages\":[]}", 400, "empty_array", "messages"),
        bad(
            "stream text",
            model + MESSAGES + ",\"stream\":\"yes\"}",
            400,
            "invalid_type",
            "stream"),
        bad("unknown model", "{\"model\":\"x\"," + MESSAGES + "}", 404, "model_not_found", ""),
        bad(
            "two models",
            model + MESSAGES + ",\"model\":\"x\"}",
            400,
            "duplicate_parameter",
            "model"),
        bad(
            "two by escape",
            model + MESSAGES + ",\"mod\\u0065l\":\"x\"}",
            400,
            "duplicate_parameter",
            "model"),
        bad("two n", model + MESSAGES + ",\"n\":1,\"n\":2}", 400, "duplicate_parameter", "n"),
        bad("NaN", model + MESSAGES + ",\"n\":NaN}", 400, "invalid_request_error", ""),
        bad("comma", model + MESSAGES + ",}", 400, "invalid_request_error", ""),
        bad(
            "comment",
            model + MESSAGES + "/* " + PROMPT + " */}",
            400,
            "invalid_request_error",
            ""),
        bad("trailing", GOOD + GOOD, 400, "invalid_request_error", ""),
        bad("deep", model + MESSAGES + ",\"x\":" + deep() + "}", 400, "invalid_request_error", ""),
        bad(
            "deep tools",
            model + MESSAGES + ",\"tools\":" + deep() + "}",
            400,
            "invalid_request_error",
            ""),
        bad("never closed", "[".repeat(10_000), 400, "invalid_request_error", ""),
        bad("options", model + MESSAGES + ",\"sluice\":3}", 400, "invalid_type", "sluice"),
        bad(
            "option",
            model + MESSAGES + ",\"sluice\":{\"max_tier\":\"x\"}}",
            400,
            "invalid_value",
            "x-sluice-max-tier"));
  }

  private static Object[] bad(String what, String body, int status, String error, String param) {
    return new Object[] {what, body, status, error, param};
  }

  private static String deep() {
    return "[".repeat(10_000) + "]".repeat(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void saysWhatIsWrongAndGoesOn(String what, String body, int status, String error, String param) {
    for (String path : List.of("/v1/chat/completions", "/chat/completions")) {
      try (Wire wire = gateway.wire()) {
        Reply reply = note(wire.post(path, body.getBytes(UTF_8), AUTH).read());
        Reply next = wire.chat(GOOD, AUTH).read();

        checkError(reply, status, error);
        assertThat(reply.json().path("error").path("param").asString("")).isEqualTo(param);
        assertThat(next.status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FF", "C328", "EDA080", "F4908080", "E282", "00", "0A"})
  void refusesBytesThatAreNoUtf8(String hex) {
    byte[] text = GOOD.replace(PROMPT, "@").getBytes(UTF_8);
    byte[] wrong = HexFormat.of().parseHex(hex);
    int at = new String(text, UTF_8).indexOf('@');
    byte[] body = new byte[text.length - 1 + wrong.length];
    System.arraycopy(text, 0, body, 0, at);
    System.arraycopy(wrong, 0, body, at, wrong.length);
    System.arraycopy(text, at + 1, body, at + wrong.length, text.length - at - 1);
    try (Wire wire = gateway.wire()) {
      Reply reply = note(wire.post("/v1/chat/completions", body, AUTH).read());

      checkError(reply, 400, "invalid_request_error");
      assertThat(wire.chat(GOOD, AUTH).read().status()).isEqualTo(200);
    }
  }

  /// What is the provider's to judge, whatever becomes of it, never breaks us.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"messages\":[1]",
        "\"messages\":[null,[],{}]",
        "\"messages\":[{\"role\":3,\"content\":{}}]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":3},7,null]}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":\"x\"",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[1,null,{\"function\":3}]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":3",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\"}",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"$ref\":\"#\"}}}",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":-1",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1e999999999",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":0",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop\":[[[]]]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream_options\":7,\"stream\":true",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":{\"function\":[]}"
      })
  void survivesOddValues(String fields) {
    for (String model : List.of("auto", "deepseek-coder")) {
      try (Wire wire = gateway.wire()) {
        String body = "{\"model\":\"" + model + "\"," + fields + "}";
        Reply reply = note(wire.chat(body, AUTH).read());

        assertThat(reply.status()).as(reply.toString()).isLessThan(500);
        assertThat(wire.chat(GOOD, AUTH).read().status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void survivesDamagedBodies(long seed) {
    Random random = new Random(seed);
    String whole =
        "{\"model\":\"auto\",\"temperature\":0.5,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
            + "\"parameters\":{\"type\":\"object\"}}}],"
            + MESSAGES
            + ",\"response_format\":{\"type\":\"json_object\"}}";
    try (Wire wire = gateway.wire()) {
      for (int i = 0; i < 60; i++) {
        byte[] body = whole.getBytes(UTF_8);
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
          body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        Reply reply = wire.post("/v1/chat/completions", body, AUTH).read();

        assertThat(reply.status()).as(new String(body, ISO_8859_1)).isIn(200, 400, 404);
      }
    }
  }

  @Test
  void refusesABodyThatIsTooLargeByItsLength() {
    try (Wire wire = gateway.wire()) {
      wire.send(
          "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n"
              + AUTH
              + "\r\ncontent-length: 2000000\r\n\r\n");

      checkError(note(wire.read()), 413, "request_too_large"); // before the body is sent
    }
    assertThat(gateway.chat(GOOD, "authorization", "Bearer " + KEY).status()).isEqualTo(200);
  }

  @Test
  void refusesABodyThatGrowsTooLarge() {
    try (Wire wire = gateway.wire()) {
      wire.send(
          "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n"
              + AUTH
              + "\r\ntransfer-encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
      for (int i = 0; i < 17; i++) {
        wire.send(chunk);
      }

      checkError(note(wire.read()), 413, "request_too_large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x"
      })
  void refusesOtherContentTypes(String type) {
    try (Wire wire = gateway.wire()) {
      Reply reply = note(wire.chat(GOOD, AUTH, "content-type: " + type).read());

      checkError(reply, 400, "unsupported_content_type");
      assertThat(wire.chat(GOOD, AUTH).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/json; charset=utf-8", "Application/JSON"})
  void takesJsonHoweverItIsCalled(String type) {
    try (Wire wire = gateway.wire()) {
      assertThat(wire.chat(GOOD, AUTH, "content-type: " + type).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-nothing: 1 | ''",
        "authorization: Bearer " + WRONG + " | invalid_api_key",
        "api-key: " + WRONG + " | invalid_api_key",
        "authorization: Basic " + KEY + " | ''",
        "authorization: " + KEY + " | ''"
      })
  void refusesACallerWithoutAKey(String header, String code) {
    try (Wire wire = gateway.wire()) {
      Reply reply = note(wire.chat(GOOD, header).read());

      checkError(reply, 401, code.isEmpty() ? "invalid_request_error" : code);
      assertThat(wire.chat(GOOD, AUTH).read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization: bearer ", "api-key: ", "x-api-key: "})
  void knowsAKeyInEveryHeader(String header) {
    try (Wire wire = gateway.wire()) {
      assertThat(wire.chat(GOOD, header + KEY).read().status()).isEqualTo(200);
    }
  }

  @Test
  void hidesAModelThatTheKeyMayNotUse() {
    Reply reply = note(gateway.chat(GOOD, "authorization", "Bearer sk-narrow-0123456789"));

    checkError(reply, 404, "model_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/nothing, 404",
    "PUT, /v1/chat/completions, 405",
    "GET, /v1/embeddings, 405",
    "POST, /v1/../admin, 404",
    "POST, /admin/v1/keys, 404"
  })
  void refusesOtherTargets(String method, String path, int status) {
    try (Wire wire = gateway.wire()) {
      wire.send(
          method
              + " "
              + path
              + " HTTP/1.1\r\nhost: x\r\n"
              + AUTH
              + "\r\ncontent-length: 0\r\n\r\n");

      checkError(note(wire.read()), status, "invalid_request_error");
      assertThat(wire.chat(GOOD, AUTH).read().status()).isEqualTo(200);
    }
  }

  static Stream<Object[]> brokenHeads() {
    String line = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n" + AUTH + "\r\n";
    return Stream.of(
        new Object[] {"nonsense", "hello " + PROMPT + "\r\n\r\n", 400},
        new Object[] {"two lengths", line + "content-length: 1\r\ncontent-length: 2\r\n\r\n", 400},
        new Object[] {
          "length and chunks", line + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", 400
        },
        new Object[] {"no host", "GET /v1/models HTTP/1.1\r\n\r\n", 400},
        new Object[] {"folded", line + "x-a: b\r\n c\r\ncontent-length: 0\r\n\r\n", 400},
        new Object[] {"headers too large", line + "x-a: " + "y".repeat(70_000) + "\r\n\r\n", 431},
        new Object[] {"bad chunk", line + "transfer-encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
        new Object[] {"expectation", line + "expect: tea\r\ncontent-length: 3\r\n\r\n", 417});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenHeads")
  void saysInJsonWhatIsNoHttp(String what, String bytes, int status) {
    try (Wire wire = gateway.wire()) {
      Reply reply = note(wire.send(bytes).read());

      assertThat(reply.status()).as(what).isEqualTo(status);
      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(reply.json().path("error").propertyNames())
          .containsExactlyInAnyOrder("message", "type", "param", "code");
    }
  }

  private Reply note(Reply reply) {
    if (reply.status() != 200) {
      shown.add(reply.text());
    }
    return reply;
  }

  private static void checkError(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("x-request-id")).hasSize(26);
    JsonNode body = reply.json().path("error");
    assertThat(body.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(body.path("message").asString("")).isNotBlank();
    assertThat(reply.error()).isEqualTo(error);
  }
}
