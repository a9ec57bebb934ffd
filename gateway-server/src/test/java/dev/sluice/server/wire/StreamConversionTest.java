package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.chunk;
import static dev.sluice.server.wire.Said.events;
import static dev.sluice.server.wire.Said.usageChunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.chat.Json;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// Answers that come in another form than the one asked for.
class StreamConversionTest extends CheckTable {

  private static final String ASK = Chats.stream("openai", Chats.QUESTION);
  private static final String ASK_USAGE = Chats.streamWithUsage("openai", Chats.QUESTION);
  private static final String ASK_PLAIN = Chats.of("openai", Chats.QUESTION);
  private static final String CALL =
      "[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]";

  @Override
  protected List<Check> checks() {
    return List.of(
        refused(400, 400, "context_length_exceeded", 1),
        refused(422, 422, "context_length_exceeded", 1),
        refused(500, 502, "upstream_error", 2),
        refused(503, 503, "server_is_overloaded", 2),
        Check.of("S15", "a stream refused for our addition is asked without it", this::addition),
        notBegun("an error event", events("{\"error\":{\"message\":\"no\"}}") + DONE, 2),
        notBegun("the end mark", DONE, 1),
        notBegun("nothing but comments", ": hi\n\n", 1),
        Check.of("S16", "JSON where a stream was asked becomes a stream", this::jsonForStream),
        Check.of("S16", "JSON becomes a stream with usage where asked", this::jsonForStreamUsage),
        Check.of("S16", "calls in JSON become a stream", this::jsonCallsForStream),
        Check.of("S17", "a stream where JSON was asked is put together", this::streamForJson),
        Check.of("S17", "calls of a stream are put together", this::streamedCallsForJson),
        Check.of("S17", "a broken stream where JSON was asked is an error", this::brokenForJson));
  }

  private static Check refused(int theirs, int ours, String code, int calls) {
    return Check.of(
        "S15",
        "status " + theirs + " in place of a stream is " + ours + " in JSON",
        stand -> {
          String body =
              "{\"error\":{\"message\":\"Too long.\",\"type\":\"invalid_request_error\","
                  + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}";
          stand.provider().script(RequestMatch.any(), Fault.status(theirs, body));

          Reply reply = stand.chat(ASK_USAGE);

          assertThat(reply.status()).isEqualTo(ours);
          assertThat(reply.header("content-type")).isEqualTo("application/json");
          assertThat(reply.isComplete()).isTrue();
          JsonNode error = reply.json().path("error");
          assertThat(error.propertyNames())
              .containsExactlyInAnyOrder("message", "type", "param", "code");
          assertThat(error.path("code").asString("")).isEqualTo(code);
          if (ours < 500) {
            assertThat(reply.json()).isEqualTo(Json.MAPPER.readTree(body));
          }
          assertThat(stand.provider().received()).hasSize(calls);
        });
  }

  private void addition(Stand stand) {
    stand.provider().script(RequestMatch.bodyContains("stream_options"), Fault.status(400));

    Reply reply = stand.chat(ASK);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.endsWithDone()).isTrue();
    assertThat(stand.provider().received()).hasSize(2);
    assertThat(stand.provider().received().getLast().bodyText()).isEqualTo(ASK);
  }

  private static Check notBegun(String how, String raw, int calls) {
    return Check.of(
        "S15",
        "a stream that begins with " + how + " is a plain error",
        stand -> {
          stand.provider().script(RequestMatch.any(), Said.stream(raw));

          Reply reply = stand.chat(ASK);

          assertThat(reply.status()).isEqualTo(502);
          assertThat(reply.header("content-type")).isEqualTo("application/json");
          assertThat(reply.error()).isEqualTo("upstream_error");
          assertThat(stand.provider().received()).hasSize(calls);
          assertThat(stand.gateway().awaitQuiet()).isTrue();
        });
  }

  private void jsonForStream(Stand stand) {
    script(stand, "{\"role\":\"assistant\",\"content\":\"Hé\"}", "stop");

    Reply reply = stand.chat(ASK);

    assertStream(reply, "stop");
    assertThat(reply.content()).isEqualTo("Hé");
    assertThat(reply.text()).doesNotContain("\"usage\"");
    assertThat(stand.provider().received()).hasSize(1);
  }

  private void jsonForStreamUsage(Stand stand) {
    script(stand, "{\"role\":\"assistant\",\"content\":\"Hé\"}", "length");

    Reply reply = stand.chat(ASK_USAGE);

    assertStream(reply, "length");
    JsonNode last = reply.chunks().getLast();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.path("usage").path("total_tokens").asInt()).isEqualTo(30);
    assertThat(last.path("usage").path("cost").decimalValue()).isEqualByComparingTo(Said.COST);
    assertThat(reply.chunks().stream().filter(chunk -> chunk.path("usage").isObject())).hasSize(1);
  }

  private void jsonCallsForStream(Stand stand) {
    script(
        stand,
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":" + CALL + "}",
        "tool_calls");

    Reply reply = stand.chat(ASK);

    assertStream(reply, "tool_calls");
    List<JsonNode> calls =
        reply.chunks().stream()
            .flatMap(chunk ->
                chunk.path("choices").path(0).path("delta").path("tool_calls").valueStream())
            .toList();
    assertThat(calls).isNotEmpty();
    assertThat(calls.getFirst().path("index").isIntegralNumber()).isTrue();
    assertThat(calls.getFirst().path("id").asString("")).isEqualTo("call_1");
    assertThat(calls.getFirst().path("function").path("name").asString("")).isEqualTo("f");
  }

  private static void script(Stand stand, String message, String finish) {
    stand.provider().script(RequestMatch.any(), Said.json(Said.completion(message, finish)));
  }

  private static void assertStream(Reply reply, String finish) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(reply.isComplete()).isTrue();
    assertThat(reply.endsWithDone()).isTrue();
    assertThat(reply.chunks())
        .allMatch(chunk -> chunk.path("object").asString("").equals("chat.completion.chunk"))
        .allMatch(chunk -> chunk.path("id").asString("").equals("chatcmpl-1"));
    assertThat(
            reply.chunks().stream()
                .map(chunk -> chunk.path("choices").path(0).path("finish_reason").asString(""))
                .filter(reason -> !reason.isEmpty()))
        .containsExactly(finish);
  }

  private void streamForJson(Stand stand) {
    String thought = chunk("{\"reasoning_content\":\"Hm.\"}");
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Said.stream(events(FIRST, thought, HELLO, HELLO, STOP, usageChunk(Said.USAGE)) + DONE));

    Reply reply = stand.chat(ASK_PLAIN);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("x-sluice-cost-usd")).isEqualTo(Said.COST);
    JsonNode json = reply.json();
    assertThat(json.path("object").asString("")).isEqualTo("chat.completion");
    assertThat(json.path("id").asString("")).isEqualTo("chatcmpl-1");
    assertThat(json.path("model").asString("")).isEqualTo("gpt-z-2026");
    assertThat(json.path("created").asLong()).isEqualTo(1_700_000_000L);
    assertThat(json.path("usage").path("total_tokens").asInt()).isEqualTo(30);
    JsonNode choice = json.path("choices").path(0);
    assertThat(choice.path("finish_reason").asString("")).isEqualTo("stop");
    assertThat(choice.path("message").path("role").asString("")).isEqualTo("assistant");
    assertThat(choice.path("message").path("content").asString("")).isEqualTo("HelloHello");
    assertThat(choice.path("message").path("reasoning_content").asString("")).isEqualTo("Hm.");
    assertThat(stand.provider().received()).hasSize(1);
  }

  private void streamedCallsForJson(Stand stand) {
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Said.stream(
                events(
                        FIRST,
                        chunk(
                            "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
                        chunk(
                            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}"),
                        chunk(
                            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}"),
                        Said.finish("tool_calls"))
                    + DONE));

    Reply reply = stand.chat(ASK_PLAIN);

    JsonNode choice = reply.json().path("choices").path(0);
    assertThat(choice.path("finish_reason").asString("")).isEqualTo("tool_calls");
    JsonNode call = Objects.requireNonNull(choice.path("message").path("tool_calls").get(0));
    assertThat(call.path("id").asString("")).isEqualTo("call_1");
    assertThat(call.path("function").path("arguments").asString("")).isEqualTo("{\"a\":1}");
    assertThat(call.path("type").asString("")).isEqualTo("function");
  }

  private void brokenForJson(Stand stand) {
    stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, HELLO)));

    Reply reply = stand.chat(ASK_PLAIN);

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.error()).isEqualTo("upstream_error");
    assertThat(reply.isComplete()).isTrue();
  }
}
