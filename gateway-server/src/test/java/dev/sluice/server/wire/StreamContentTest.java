package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.USAGE;
import static dev.sluice.server.wire.Said.chunk;
import static dev.sluice.server.wire.Said.event;
import static dev.sluice.server.wire.Said.events;
import static dev.sluice.server.wire.Said.usageChunk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.chat.Json;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.util.List;
import java.util.Objects;

/// What a stream says: passed on as it came, but for the mends that the design lists.
class StreamContentTest extends CheckTable {

  private static final String ASK = Chats.stream("openai", Chats.QUESTION);

  @Override
  protected List<Check> checks() {
    return List.of(
        obfuscation(true),
        obfuscation(false),
        unchanged("S06", "pieces of tool calls", TOOL_CALLS),
        unchanged("S07", "two choices that interleave", TWO_CHOICES),
        normalised("LF", "\n"),
        normalised("CRLF", "\r\n"),
        normalised("CR", "\r"),
        Check.of("S08", "events over several lines stay events over several lines", this::lines),
        Check.of("S08", "events that are no chunks are dropped", this::pings),
        split("one byte at a time", 1),
        split("seven bytes at a time", 7),
        split("all at once", 1 << 16),
        Check.of("S18", "error: null is taken out", this::errorNull),
        Check.of("S19", "the leading chunk of a content filter is dropped", this::filterChunk));
  }

  private static final List<String> TOOL_CALLS =
      List.of(
          FIRST,
          chunk(
              "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                  + "{\"name\":\"f\",\"arguments\":\"\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\"}}]}"),
          chunk(
              "{\"tool_calls\":[{\"index\":1,\"id\":\"call_2\",\"type\":\"function\",\"function\":"
                  + "{\"name\":\"g\",\"arguments\":\"\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\":1.0}\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}"),
          Said.finish("tool_calls"));

  private static final List<String> TWO_CHOICES =
      List.of(
          FIRST,
          chunk(1, "{\"role\":\"assistant\",\"content\":\"\"}", "null"),
          chunk(1, "{\"content\":\"b\"}", "null"),
          chunk(0, "{\"content\":\"a\"}", "null"),
          chunk(1, "{}", "\"length\""),
          chunk(0, "{\"content\":\"aa\"}", "null"),
          chunk(0, "{}", "\"stop\""));

  private void lines(Stand stand) {
    String wide = HELLO.replace(",\"model\"", ",\n  \"model\"");
    String raw = event(FIRST) + event(wide.replace("\n", "\ndata: ")) + event(STOP) + DONE;
    stand.provider().script(RequestMatch.any(), Said.stream(raw));

    Reply reply = stand.chat(ASK);

    assertThat(reply.text()).isEqualTo(raw);
  }

  private void pings(Stand stand) {
    String ping = "event: ping\ndata: {}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n";
    stand
        .provider()
        .script(RequestMatch.any(), Said.stream(ping + events(FIRST, STOP) + ping + DONE));

    Reply reply = stand.chat(ASK);

    assertThat(reply.text()).isEqualTo(events(FIRST, STOP) + DONE);
  }

  private static Check obfuscation(boolean on) {
    return Check.of(
        "S05",
        "include_obfuscation: " + on + " reaches the provider, its padding the client",
        stand -> {
          String padding = on ? ",\"obfuscation\":\"aB3x\"}" : "}";
          String padded = HELLO.substring(0, HELLO.length() - 1) + padding;
          String body =
              Chats.of(
                  "openai",
                  Chats.QUESTION,
                  ",\"stream\":true,\"stream_options\":{\"include_usage\":true,"
                      + "\"include_obfuscation\":"
                      + on
                      + "}");
          stand
              .provider()
              .script(
                  RequestMatch.any(),
                  Said.stream(events(FIRST, padded, STOP, usageChunk(USAGE)) + DONE));

          Reply reply = stand.chat(body);

          assertThat(stand.upstream().bodyText()).isEqualTo(body);
          assertThat(reply.events().get(1)).isEqualTo(padded);
          assertThat(Objects.requireNonNull(reply.usage()).path("completion_tokens").asInt())
              .isEqualTo(20);
        });
  }

  /// A row in which the stream does not change by a byte.
  private static Check unchanged(String id, String title, List<String> payloads) {
    return Check.of(
        id,
        title + " keep order and split",
        stand -> {
          String raw = events(payloads) + DONE;
          stand.provider().script(RequestMatch.any(), Said.stream(raw));

          Reply reply = stand.chat(ASK);

          assertThat(reply.text()).isEqualTo(raw);
          assertThat(reply.isComplete()).isTrue();
        });
  }

  private static Check normalised(String name, String end) {
    return Check.of(
        "S08",
        "events with names, ids and comments, lines ending in " + name + ", become plain data",
        stand -> {
          List<String> payloads = List.of(FIRST, HELLO, STOP);
          StringBuilder raw = new StringBuilder("\ufeffretry: 3000\n\n: hi\n\n:\n\nid: 1\n\n");
          raw.append("event: ping\n\nevent: nothing\ndata:\n\n");
          for (String payload : payloads) {
            raw.append("event: chunk\nid: 7\nretry: 1\ndata:")
                .append(payload)
                .append("\n\n: on\n\n");
          }
          raw.append("event: end\ndata: [DONE]\n\n");
          stand
              .provider()
              .script(RequestMatch.any(), Said.stream(raw.toString().replace("\n", end)));

          Reply reply = stand.chat(ASK);

          String withoutComments = reply.text().replaceAll("(?m)^:.*\n\n", "");
          assertThat(withoutComments).isEqualTo(events(payloads) + DONE);
          assertThat(reply.text()).doesNotContain("\r", "\ufeff");
        });
  }

  private static Check split(String how, int size) {
    return Check.of(
        "S09",
        "events that arrive " + how + " stay intact",
        stand -> {
          String wide = chunk("{\"content\":\"é 漢字 😀 \\u00e9\"}");
          String raw = events(FIRST, wide, HELLO, wide, STOP) + DONE;
          int length = raw.getBytes(UTF_8).length;
          stand.provider().script(RequestMatch.any(), Said.stream(raw, Math.min(size, length)));

          Reply reply = stand.chat(ASK);

          assertThat(reply.text()).isEqualTo(raw);
          assertThat(reply.isComplete()).isTrue();
        });
  }

  private void errorNull(Stand stand) {
    String odd = HELLO.replace("{\"id\"", "{\"error\":null,\"id\"");
    String oddLast = STOP.substring(0, STOP.length() - 1) + " , \"error\" : null}";
    stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, odd, oddLast) + DONE));

    Reply reply = stand.chat(ASK);

    assertThat(reply.text()).doesNotContain("\"error\"");
    assertThat(reply.events().get(1)).isEqualTo(HELLO);
    assertThat(reply.chunks().get(2)).isEqualTo(Json.MAPPER.readTree(STOP));
    assertThat(reply.endsWithDone()).isTrue();
  }

  private void filterChunk(Stand stand) {
    String filter =
        "{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
            + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}";
    stand
        .provider()
        .script(RequestMatch.any(), Said.stream(event(filter) + events(FIRST, HELLO, STOP) + DONE));

    Reply reply = stand.chat(ASK);

    assertThat(reply.text()).isEqualTo(events(FIRST, HELLO, STOP) + DONE);
  }
}
