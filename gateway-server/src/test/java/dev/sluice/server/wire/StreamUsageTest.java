package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.USAGE;
import static dev.sluice.server.wire.Said.events;
import static dev.sluice.server.wire.Said.usageChunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.Reply;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// Usage on streams: told once where it was asked for, billed always.
class StreamUsageTest extends CheckTable {

  private static final String ASK = Chats.stream("openai", Chats.QUESTION);
  private static final String ASK_USAGE = Chats.streamWithUsage("openai", Chats.QUESTION);
  private static final String USAGE_ON_FINISH =
      STOP.substring(0, STOP.length() - 1) + ",\"usage\":" + USAGE + "}";

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of("S02", "usage that was asked for is told once, before the end", this::usage),
        Check.of("S02", "usage without a list of choices gets one", this::usageWithoutChoices),
        Check.of("S02", "usage in every chunk is told once", this::usageEverywhere),
        Check.of("S03", "usage that was not asked for is billed and not told", this::noUsage),
        Check.of("S03", "an option of the client's stays beside ours", this::ownOption),
        Check.of("S04", "usage on the finish chunk is told and billed once", this::finishUsage),
        Check.of("S04", "usage on the finish chunk is taken out", this::finishUsageUnasked));
  }

  private void usage(Stand stand) {
    String withNull = HELLO.substring(0, HELLO.length() - 1) + ",\"usage\":null}";
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Said.stream(events(FIRST, withNull, STOP, usageChunk(USAGE)) + DONE));

    Reply reply = stand.chat(ASK_USAGE);

    assertThat(stand.upstream().bodyText()).isEqualTo(ASK_USAGE);
    List<String> told = reply.events();
    assertThat(told).hasSize(5);
    assertThat(told.subList(0, 3)).containsExactly(FIRST, withNull, STOP);
    assertThat(told.getLast()).isEqualTo("[DONE]");
    assertThat(told.get(3))
        .startsWith(usageChunk(USAGE.substring(0, USAGE.length() - 1)).replace("}", ""));
    JsonNode usage = reply.chunks().getLast().path("usage");
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(Said.COST);
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(10);
    assertThat(reply.isComplete()).isTrue();
  }

  private void usageWithoutChoices(Stand stand) {
    String odd = "{\"id\":\"chatcmpl-1\",\"usage\":" + USAGE + "}";
    stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, STOP, odd) + DONE));

    Reply reply = stand.chat(ASK_USAGE);

    assertThat(reply.events()).hasSize(4).startsWith(FIRST, STOP).endsWith("[DONE]");
    JsonNode last = reply.chunks().getLast();
    assertThat(last.path("choices").isArray()).isTrue();
    assertThat(last.path("usage").path("cost").decimalValue()).isEqualByComparingTo(Said.COST);
  }

  private void usageEverywhere(Stand stand) {
    String more = ",\"usage\":" + USAGE + "}";
    String first = FIRST.substring(0, FIRST.length() - 1) + more;
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Said.stream(events(first, USAGE_ON_FINISH, usageChunk(USAGE)) + DONE));

    Reply reply = stand.chat(ASK_USAGE);

    assertThat(reply.chunks().stream().filter(chunk -> chunk.has("usage"))).hasSize(1);
    assertThat(reply.events()).startsWith(FIRST).endsWith("[DONE]");
    assertBilledOnce(stand);
  }

  private void noUsage(Stand stand) {
    String withNull = HELLO.substring(0, HELLO.length() - 1) + ",\"usage\":null}";
    stand
        .provider()
        .script(
            RequestMatch.any(),
            Said.stream(events(FIRST, withNull, STOP, usageChunk(USAGE)) + DONE));

    Reply reply = stand.chat(ASK);

    assertThat(stand.upstream().bodyText())
        .isEqualTo(
            ASK.substring(0, ASK.length() - 1) + ",\"stream_options\":{\"include_usage\":true}}");
    assertThat(reply.text()).isEqualTo(events(FIRST, HELLO, STOP) + DONE);
    assertBilledOnce(stand);
  }

  private void ownOption(Stand stand) {
    String options = ",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}";
    stand
        .provider()
        .script(RequestMatch.any(), Said.stream(events(FIRST, STOP, usageChunk(USAGE)) + DONE));

    Reply reply = stand.chat(Chats.of("openai", Chats.QUESTION, options));

    JsonNode sent = stand.upstream().json().path("stream_options");
    assertThat(sent.size()).isEqualTo(2);
    assertThat(sent.path("include_obfuscation").isBoolean()).isTrue();
    assertThat(sent.path("include_obfuscation").asBoolean()).isFalse();
    assertThat(sent.path("include_usage").asBoolean()).isTrue();
    assertThat(reply.text()).isEqualTo(events(FIRST, STOP) + DONE);
  }

  private void finishUsage(Stand stand) {
    stand
        .provider()
        .script(RequestMatch.any(), Said.stream(events(FIRST, HELLO, USAGE_ON_FINISH) + DONE));

    Reply reply = stand.chat(ASK_USAGE);

    assertThat(reply.chunks().stream().filter(chunk -> chunk.has("usage"))).hasSize(1);
    JsonNode usage = Objects.requireNonNull(reply.usage());
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(20);
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(Said.COST);
    assertThat(reply.events()).startsWith(FIRST, HELLO).endsWith("[DONE]").hasSize(4);
    assertThat(reply.chunks().get(2).path("choices").path(0).path("finish_reason").asString(""))
        .isEqualTo("stop");
    assertBilledOnce(stand);
  }

  private void finishUsageUnasked(Stand stand) {
    stand
        .provider()
        .script(RequestMatch.any(), Said.stream(events(FIRST, HELLO, USAGE_ON_FINISH) + DONE));

    Reply reply = stand.chat(ASK);

    assertThat(reply.text()).isEqualTo(events(FIRST, HELLO, STOP) + DONE);
    assertBilledOnce(stand);
  }

  private static void assertBilledOnce(Stand stand) {
    double cost = new BigDecimal(Said.COST).doubleValue();
    assertThat(stand.gateway().awaitMetric(cost, "sluice_cost_usd_total")).isTrue();
    assertThat(stand.gateway().metric("sluice_tokens_total", "type", "input")).isEqualTo(10);
    assertThat(stand.gateway().metric("sluice_tokens_total", "type", "output")).isEqualTo(20);
    assertThat(stand.provider().received()).hasSize(1);
  }
}
