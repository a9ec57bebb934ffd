package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.completion;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.io.IOException;
import java.util.List;

/// Plain calls: what the provider gets and what the client gets, to the byte.
class ForwardedRequestsTest extends CheckTable {

  private static final String TEXT =
      completion("{\"role\":\"assistant\",\"content\":\"Hi\"}", "stop");

  private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("C01", "a plain answer keeps its bytes and tells its id and cost", this::plain),
        same("C02", "unknown and vendor fields", UNKNOWN_FIELDS, TEXT),
        same("C03", "numbers, order and space of a body", ODD_NUMBERS, TEXT),
        Check.of("C04", "three choices, all billed", this::choices),
        same("C05", "log probabilities with their bytes", LOGPROBS, LOGPROBS_ANSWER),
        same("C06", "tools, and content: null beside calls", TOOLS, TOOLS_ANSWER),
        same("C07", "legacy functions", FUNCTIONS, FUNCTIONS_ANSWER),
        same("C08", "a strict JSON schema", SCHEMA, TEXT),
        same(
            "C09",
            "JSON mode",
            chat(USER + ",\"response_format\":{\"type\":\"json_object\"}"),
            TEXT),
        Check.of("C10", "pictures, whose address is never asked", this::pictures),
        same("C11", "sound and file parts", SOUND, SOUND_ANSWER),
        same("C12", "effort and thinking switches", THINKING, THINKING_ANSWER),
        same("C13", "reasoning of earlier turns, also empty", REASONING, TEXT),
        same("C14", "all roles", ROLES, TEXT),
        same("C15", "metadata, store, tier and cache key", METADATA, TIER_ANSWER));
  }

  private static final String UNKNOWN_FIELDS =
      chat(
          USER
              + ",\"top_k\":40,\"repetition_penalty\":1.05,\"enable_search\":true,"
              + "\"chat_template_kwargs\":{\"enable_thinking\":false},\"never_heard_of\":"
              + "{\"deep\":[1,2,{\"x\":null}],\"again\":1,\"again\":2}");

  /// 64-bit integers, floats in several spellings, escapes, odd space and order.
  private static final String ODD_NUMBERS =
      """
      {\t"seed": 9223372036854775807,"temperature":1.0 , "top_p":1e0,
        "presence_penalty":-0.0, "frequency_penalty": 1E-2,"logit_bias":{"50256":-100,"9":1e2},
       "messages":[ {"content":"\\u00e9\\ud83d\\ude00 é😀 \\/","role":"user" } ],
       "max_tokens":1000 ,"model" :  "openai","stop":["a","b"]   }
      """;

  private static final String LOGPROBS = chat(USER + ",\"logprobs\":true,\"top_logprobs\":2");

  private static final String LOGPROBS_ANSWER =
      """
      {"id":"c","object":"chat.completion","model":"gpt-z-2026","choices":[{"index":0,"message":
      {"role":"assistant","content":"Hé"},"logprobs":{"content":[{"token":"H","logprob":-0.31725305,
      "bytes":[72],"top_logprobs":[{"token":"H","logprob":-0.3,"bytes":[72]},{"token":"\\ufffd",
      "logprob":-1.3190403e-05,"bytes":null}]}],"refusal":null},"finish_reason":"stop"},
      {"index":1,"message":{"role":"assistant","content":""},"logprobs":null,"finish_reason":"stop"}],
      "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\
      """;

  private static final String TOOLS =
      chat(
          USER
              + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
              + "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"}},\"required\":[]}}}],"
              + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
              + "\"parallel_tool_calls\":false");

  private static final String TOOLS_ANSWER =
      completion(
          "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\","
              + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"type\\\": 1.0}\"}}]}",
          "tool_calls");

  private static final String FUNCTIONS =
      chat(
          "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\","
              + "\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
              + "{\"role\":\"function\",\"name\":\"f\",\"content\":\"1\"}],"
              + "\"functions\":[{\"name\":\"f\",\"parameters\":{}}],\"function_call\":\"auto\"");

  private static final String FUNCTIONS_ANSWER =
      completion(
          "{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\","
              + "\"arguments\":\"{}\"}}",
          "function_call");

  private static final String SCHEMA =
      chat(
          USER
              + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\","
              + "\"strict\":true,\"schema\":{\"$schema\":\"http://json-schema.org/draft-07/schema#\","
              + "\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},"
              + "\"required\":[\"a\"],\"additionalProperties\":false,"
              + "\"$defs\":{\"a\":{\"type\":[\"string\",\"null\"]}}}}}");

  private static final String SOUND =
      chat(
          "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"},"
              + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
              + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"UklGRg==\",\"format\":\"wav\"}},"
              + "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":"
              + "\"data:application/pdf;base64,JVBERg==\"}}]}]");

  private static final String SOUND_ANSWER =
      completion(
          "{\"role\":\"assistant\",\"content\":null,\"audio\":{\"id\":\"audio_1\",\"data\":\"UklGRg==\","
              + "\"expires_at\":1700000000,\"transcript\":\"Hi\"}}",
          "stop");

  private static final String THINKING =
      chat(
          USER
              + ",\"reasoning_effort\":\"high\",\"thinking\":{\"type\":\"enabled\"},"
              + "\"enable_thinking\":true,\"thinking_budget\":512");

  private static final String THINKING_ANSWER =
      completion(
          "{\"role\":\"assistant\",\"reasoning_content\":\"Hm.\",\"content\":\"Hi\"}", "stop");

  private static final String REASONING =
      chat(
          "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
              + "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"\",\"tool_calls\":"
              + "[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
              + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"\"},"
              + "{\"role\":\"assistant\",\"reasoning_content\":\"Hm.\",\"content\":\"Yes\"},"
              + "{\"role\":\"user\",\"content\":\"And?\"}]");

  private static final String ROLES =
      chat(
          "\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"},"
              + "{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be kind.\"}]},"
              + "{\"role\":\"user\",\"name\":\"ann\",\"content\":\"Hi\"},"
              + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
              + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
              + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"1\"},"
              + "{\"role\":\"function\",\"name\":\"f\",\"content\":\"1\"}]");

  private static final String METADATA =
      chat(
          USER
              + ",\"metadata\":{\"a\":\"1\"},\"store\":true,\"service_tier\":\"flex\","
              + "\"prompt_cache_key\":\"k\",\"safety_identifier\":\"s\",\"user\":\"u\"");

  private static final String TIER_ANSWER =
      TEXT.substring(0, TEXT.length() - 1)
          + ",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_1\"}";

  private static String chat(String members) {
    return "{\"model\":\"openai\"," + members + "}";
  }

  /// A row in which neither the request nor the answer changes by a byte.
  private static Check same(String id, String title, String body, String answer) {
    return Check.of(
        id,
        title + " pass unchanged",
        stand -> {
          stand.provider().script(RequestMatch.any(), Said.json(answer));

          Reply reply = stand.chat(body);

          assertThat(stand.upstream().body()).asString(UTF_8).isEqualTo(body);
          assertThat(reply.status()).isEqualTo(200);
          assertThat(reply.text()).isEqualTo(answer);
          assertThat(reply.isComplete()).isTrue();
        });
  }

  private void plain(Stand stand) {
    String answer = TEXT.replace(":", " : ") + " \n";
    stand.provider().script(RequestMatch.any(), Said.json(answer));

    Reply reply = stand.chat(Chats.of("openai", Chats.QUESTION));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo(answer);
    assertThat(reply.isComplete()).isTrue();
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("x-request-id")).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(reply.header("x-sluice-model")).isEqualTo("openai");
    assertThat(reply.header("x-sluice-attempts")).isEqualTo("1");
    assertThat(reply.header("x-sluice-cost-usd")).isEqualTo(Said.COST);
    assertThat(stand.upstream().bodyText()).isEqualTo(Chats.of("openai", Chats.QUESTION));
  }

  private void choices(Stand stand) {
    String choice =
        ",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}";
    String answer =
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0"
            + choice
            + ",{\"index\":1"
            + choice
            + ",{\"index\":2"
            + choice
            + "],\"usage\":"
            + Said.USAGE
            + "}";
    stand.provider().script(RequestMatch.any(), Said.json(answer));
    String body = chat(USER + ",\"n\":3");

    Reply reply = stand.chat(body);

    assertThat(stand.upstream().bodyText()).isEqualTo(body);
    assertThat(reply.text()).isEqualTo(answer);
    assertThat(reply.header("x-sluice-cost-usd")).isEqualTo(Said.COST);
  }

  private void pictures(Stand stand) throws IOException {
    try (ScriptedProvider album = ScriptedProvider.answering(ScriptedProvider.json(200, "{}"))) {
      String body =
          chat(
              "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                  + "{\"url\":\"data:image/png;base64,iVBORw0KGgo=\",\"detail\":\"low\"}},"
                  + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://127.0.0.1:"
                  + album.port()
                  + "/a.png\"}}]}]");
      stand.provider().script(RequestMatch.any(), Said.json(TEXT));

      Reply reply = stand.chat(body);

      assertThat(stand.upstream().bodyText()).isEqualTo(body);
      assertThat(reply.text()).isEqualTo(TEXT);
      assertThat(album.connections()).isZero();
    }
  }
}
