package dev.sluice.server.wire;

import static dev.sluice.server.wire.Bodies.GOOD;
import static dev.sluice.server.wire.Bodies.NO_JSON;
import static dev.sluice.server.wire.Bodies.forwarded;
import static dev.sluice.server.wire.Bodies.goesOn;
import static dev.sluice.server.wire.Bodies.more;
import static dev.sluice.server.wire.Bodies.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Chats;
import java.util.List;

/// Bodies that two readers could take for different things, or that cost more than they look.
class OddBodiesTest extends CheckTable {

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("E17", "10,000 levels are 400, 512 pass", OddBodiesTest::tooDeep),
        Check.of("E18", "a doubled key is 400", OddBodiesTest::doubledKeys),
        Check.of("E19", "bytes that are no UTF-8 are 400", OddBodiesTest::noUtf8),
        Check.of("E20", "half a surrogate pair is the provider's", OddBodiesTest::surrogates),
        Check.of("E21", "a byte order mark is 400", OddBodiesTest::byteOrderMark),
        Check.of("E23", "long numbers and many keys pass", OddBodiesTest::large),
        Check.of("E23", "absurd numbers in our options are 400", OddBodiesTest::absurdOptions),
        Check.of("E24", "blanks around the object pass", OddBodiesTest::blanks),
        Check.of(
            "E25", "raw control characters are 400, escaped ones pass", OddBodiesTest::controls));
  }

  private static void tooDeep(Stand stand) {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    for (String body :
        List.of(
            more("\"x\":" + deep),
            more("\"tools\":" + deep),
            more("\"response_format\":" + "{\"a\":".repeat(10_000)),
            GOOD.replace("\"" + Chats.QUESTION + "\"", deep))) {
      refused(stand, body).param(null).code(null).says(NO_JSON).contains("512 levels");
    }
    refused(stand, "[".repeat(100_000)).says(NO_JSON);
    goesOn(stand);

    Bodies.answerAnything(stand);
    forwarded(stand, more("\"x\":" + "[".repeat(511) + "]".repeat(511)));
  }

  private static void doubledKeys(Stand stand) {
    for (String key : List.of("model", "stream", "n", "max_tokens", "messages", "unknown")) {
      String value = key.equals("model") ? "\"qwen\"" : "[{}]";
      String escaped = key.replace("m", "\\u006d").replace("n", "\\u006E");
      String twice = "\"" + key + "\":" + value + ",\"" + escaped + "\":" + value;
      for (String body : List.of(more(twice), "{" + twice + "," + GOOD.substring(1))) {
        refused(stand, body)
            .param(key)
            .code("duplicate_parameter")
            .says("Duplicate field '" + key + "' in the request body.");
      }
    }
    refused(stand, more("\"stream_options\":{\"include_usage\":true,\"include_usage\":false}"))
        .param("stream_options.include_usage")
        .code("duplicate_parameter");
    refused(stand, more("\"sluice\":{\"max_tier\":\"budget\",\"max_tier\":\"premium\"}"))
        .param("sluice.max_tier")
        .code("duplicate_parameter");
    Ask passedOn = Ask.post("/v1/moderations", "{\"model\":\"qwen\",\"model\":\"openai\"}");
    ErrorAnswer.invalid(stand.ask(passedOn), 400);
    goesOn(stand);
  }

  private static void noUtf8(Stand stand) {
    for (String hex : List.of("FF", "C328", "C0AF", "EDA080", "F4908080", "E282", "80")) {
      refused(stand, Bytes.with(Chats.of("openai", "@"), hex)).code(null).says(NO_JSON);
    }
    goesOn(stand);
  }

  private static void surrogates(Stand stand) {
    String half = GOOD.replace(Chats.QUESTION, "a\\ud800b");
    refused(stand, more("\"\\udc00\":1")).says(NO_JSON);
    ErrorAnswer.invalid(stand.chat(GOOD.replace("openai", "\\ud800")), 404).code("model_not_found");
    goesOn(stand);

    Bodies.answerAnything(stand);
    forwarded(stand, half);
    assertThat(stand.chat(half.replace("openai", "auto")).status()).isEqualTo(200);
  }

  private static void byteOrderMark(Stand stand) {
    refused(stand, Bytes.with("@" + GOOD, "EFBBBF")).code(null).says(NO_JSON);
    refused(stand, Bytes.with("@" + GOOD, "FEFF")).code(null).says(NO_JSON);
    goesOn(stand);
  }

  /// Work that grew with the square of these would take hours.
  private static void large(Stand stand) {
    StringBuilder keys = new StringBuilder("\"k\":0");
    for (int i = 0; i < 200_000; i++) {
      keys.append(",\"k").append(i).append("\":0");
    }
    String digits = "9".repeat(4_000_000);
    Bodies.answerAnything(stand);

    forwarded(stand, more("\"x\":" + digits));
    forwarded(stand, more("\"n\":1" + digits));
    forwarded(stand, more("\"temperature\":1e999999999,\"max_tokens\":1e999999999"));
    forwarded(stand, more("\"top_p\":0." + "9".repeat(100_000) + "e-999999999"));
    forwarded(stand, more("\"x\":{" + keys + "}"));
    forwarded(stand, more(keys.toString()));
    String routed =
        more("\"max_tokens\":1e999999999,\"seed\":1" + digits).replace("openai", "auto");
    assertThat(stand.chat(routed).status()).isEqualTo(200);
  }

  private static void absurdOptions(Stand stand) {
    String digits = "9".repeat(2_000);
    refused(stand, more("\"sluice\":{\"quality\":" + digits + "}")).param("sluice");
    for (String number : List.of("1e999999999", digits, "NaN", "0x1")) {
      for (String header : List.of("x-sluice-max-cost-usd", "x-sluice-quality")) {
        ErrorAnswer.invalid(stand.chat(GOOD, header, number), 400)
            .param(header)
            .code("invalid_value");
      }
    }
    ErrorAnswer.of(stand.chat(GOOD, "x-sluice-max-cost-usd", "1e-999999999"), 402)
        .code("budget_exceeded");
    goesOn(stand);
  }

  private static void blanks(Stand stand) {
    forwarded(stand, " \r\n\t" + GOOD + "\r\n\t ");
  }

  private static void controls(Stand stand) {
    for (String hex : List.of("00", "01", "0A", "0D", "1F")) {
      refused(stand, Bytes.with(Chats.of("openai", "a@b"), hex)).code(null).says(NO_JSON);
    }
    goesOn(stand);
    forwarded(stand, GOOD.replace(Chats.QUESTION, "a\\u0000\\u001f\\nb"));
  }
}
