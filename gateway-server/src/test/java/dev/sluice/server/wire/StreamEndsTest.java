package dev.sluice.server.wire;

import static dev.sluice.server.wire.Said.DONE;
import static dev.sluice.server.wire.Said.FIRST;
import static dev.sluice.server.wire.Said.HELLO;
import static dev.sluice.server.wire.Said.STOP;
import static dev.sluice.server.wire.Said.event;
import static dev.sluice.server.wire.Said.events;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.client.ScriptedProvider;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.http.ServerTimeouts;
import java.time.Duration;
import java.util.List;

/// How streams end: well, told, or silent for long.
class StreamEndsTest extends CheckTable {

  private static final Ask ASK = Ask.chat(Chats.stream("openai", Chats.QUESTION));
  private static final Duration BEAT = Duration.ofMillis(30);
  private static final Duration IDLE = Duration.ofMillis(600);
  private static final int MANY = 1_000;

  @Override
  protected List<Check> checks() {
    return List.of(
        Check.of(
            "S11", "a silent provider is bridged by comments, but not for ever", this::silence),
        broken(
            "an error event",
            "{\"error\":{\"message\":\"no\",\"type\":\"overloaded_error\",\"param\":null,\"code\":\"busy\"}}",
            "overloaded_error",
            "busy"),
        broken("an error without type", "{\"error\":{\"message\":\"no\"}}", "server_error", ""),
        broken("an error that is a text", "{\"error\":\"no\"}", "server_error", ""),
        broken(
            "a numeric code",
            "{\"error\":{\"message\":\"no\",\"code\":500}}",
            "server_error",
            "500"),
        broken("an event that is no JSON", "<html>", "server_error", "upstream_error"),
        Check.of("S12", "an error in the shape of vLLM is told as well", this::flatError),
        cut("an end of the connection", Fault.cutAt(events(FIRST, HELLO).length() + 20)),
        cut("an end between two events", Fault.cutAt(events(FIRST, HELLO).length())),
        cut("a reset", Fault.resetAt(events(FIRST, HELLO).length() + 20)),
        unfinished("a clean end without finish_reason", ""),
        unfinished("a clean end in the middle of an event", "data: {\"id\":"),
        unfinished("an end mark without finish_reason", DONE),
        Check.of("S14", "a finished stream without end mark gets it", this::endMark),
        Check.of("S21", "the body ends with the end mark, the connection goes on", this::goesOn));
  }

  private void silence(Stand stand) {
    String timeouts = "timeouts: {idle: " + IDLE.toMillis() + "ms}\ncache:";
    ServerTimeouts normal = ServerTimeouts.DEFAULT;
    ServerTimeouts quick =
        new ServerTimeouts(
            normal.head(),
            normal.body(),
            normal.idle(),
            BEAT,
            normal.linger(),
            normal.lastRequest(),
            normal.drainUpstream());
    stand.scripted(
        Stand.setup().with("cache:", timeouts).withTimeouts(quick),
        wire -> {
          wire.readRequest();
          wire.write(ScriptedProvider.eventsHead() + ScriptedProvider.chunk(event(FIRST)));
          wire.stall();
        });
    Turn turn = stand.send(ASK).awaitText(event(FIRST));
    long begun = System.nanoTime();
    int comments = 0;
    while (!new String(turn.soFar().body(), UTF_8).contains("\"error\"") && comments < MANY) {
      assertThat(turn.piece()).isNotNull();
      comments++;
    }

    Told.error(stand, turn, "server_error", "upstream_timeout");
    assertThat(turn.soFar().text()).startsWith(event(FIRST) + ": keep-alive\n\n: keep-alive\n\n");
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(waited).isGreaterThan(IDLE.dividedBy(2));
    assertThat(comments).isBetween(4, (int) IDLE.dividedBy(BEAT) + 2);
    assertThat(stand.gateway().awaitMetric(1, "sluice_requests_total", "outcome", "timeout"))
        .isTrue();
  }

  private static Check broken(String what, String payload, String type, String code) {
    return Check.of(
        "S12",
        what + " in the middle is told in one shape, nothing follows",
        stand -> {
          String raw = events(FIRST, HELLO, payload, STOP) + DONE;
          stand.provider().script(RequestMatch.any(), Said.stream(raw));

          Turn turn = stand.send(ASK);

          assertThat(Told.error(stand, turn, type, code)).containsExactly(FIRST, HELLO);
          assertPartlyBilled(stand);
        });
  }

  private void flatError(Stand stand) {
    String flat =
        "{\"object\":\"error\",\"message\":\"no\",\"type\":\"Busy\",\"param\":null,\"code\":503}";
    stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, HELLO, flat) + DONE));

    Turn turn = stand.send(ASK);

    assertThat(Told.error(stand, turn, "Busy", "503")).containsExactly(FIRST, HELLO);
    assertPartlyBilled(stand);
  }

  private static void assertPartlyBilled(Stand stand) {
    GatewayFixture gateway = stand.gateway();
    assertThat(gateway.awaitMetric(1, "sluice_requests_total", "outcome", "upstream_error"))
        .isTrue();
    assertThat(gateway.metric("sluice_cost_usd_total")).isPositive();
    assertThat(gateway.metric("sluice_tokens_total", "type", "output")).isPositive();
    assertThat(stand.provider().received()).hasSize(1);
  }

  private static Check cut(String what, Fault fault) {
    return Check.of(
        "S13",
        what + " in the middle is told and never a clean end",
        stand -> {
          String raw = events(FIRST, HELLO, HELLO, STOP) + DONE;
          stand.provider().script(RequestMatch.any(), Said.stream(raw), fault);

          Turn turn = stand.send(ASK);

          assertThat(Told.error(stand, turn, "server_error", "upstream_error"))
              .isSubsetOf(FIRST, HELLO);
          assertPartlyBilled(stand);
        });
  }

  private static Check unfinished(String what, String end) {
    return Check.of(
        "S14",
        what + " is a failure, no finish is invented",
        stand -> {
          stand.provider().script(RequestMatch.any(), Said.stream(events(FIRST, HELLO) + end));

          Turn turn = stand.send(ASK);

          assertThat(Told.error(stand, turn, "server_error", "upstream_error"))
              .containsExactly(FIRST, HELLO);
          assertThat(turn.soFar().text()).doesNotContain("\"finish_reason\":\"");
          assertPartlyBilled(stand);
        });
  }

  private void endMark(Stand stand) {
    String raw = events(FIRST, HELLO, STOP);
    stand.provider().script(RequestMatch.any(), Said.stream(raw));

    Reply reply = stand.ask(ASK);

    assertThat(reply.text()).isEqualTo(raw + DONE);
    assertThat(reply.isComplete()).isTrue();
    assertThat(stand.gateway().awaitMetric(1, "sluice_requests_total", "outcome", "ok")).isTrue();
  }

  private void goesOn(Stand stand) {
    String raw = events(FIRST, HELLO, STOP) + DONE;
    stand.scripted(wire -> {
      wire.readRequest();
      String after = ": more\n\n" + event(HELLO);
      wire.write(ScriptedProvider.eventsHead() + ScriptedProvider.chunk(raw + after));
      wire.stall(); // the body of the provider does not end
    });

    Reply first = stand.ask(ASK);
    Reply second = stand.ask(ASK);

    assertThat(first.isComplete()).isTrue();
    assertThat(first.header("connection")).isEmpty();
    assertThat(first.text()).isEqualTo(raw);
    assertThat(second.text()).isEqualTo(raw);
  }
}
