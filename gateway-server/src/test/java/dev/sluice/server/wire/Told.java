package dev.sluice.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.e2e.Reply;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a client must be told when a stream fails: an error event with all four fields, nothing
/// after it, and an end that no client can take for a good one.
final class Told {

  /// HTTP/2's INTERNAL_ERROR.
  private static final long INTERNAL_ERROR = 2;

  private Told() {}

  /// Reads the answer to its end and checks how that was.
  ///
  /// @return the events before the error
  static List<String> error(Stand stand, Turn turn, String type, String code) {
    Reply reply = turn.reply();
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    List<String> events = reply.events();
    assertThat(events).as("events").isNotEmpty().doesNotContain("[DONE]");
    JsonNode last = reply.chunks().getLast();
    assertThat(last.propertyNames()).as(events.getLast()).containsExactly("error");
    JsonNode error = last.path("error");
    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.path("message").asString("")).isNotBlank();
    assertThat(error.path("type").asString("")).isEqualTo(type);
    assertThat(error.path("code").isNull() ? "" : error.path("code").asString("")).isEqualTo(code);
    List<String> before = events.subList(0, events.size() - 1);
    assertThat(before).noneMatch(event -> event.contains("\"error\""));
    uncleanEnd(stand.transport(), turn);
    return before;
  }

  static void uncleanEnd(Transport transport, Turn turn) {
    switch (transport) {
      case HTTP_1 -> assertThat(turn.ending()).isInstanceOf(Ending.Cut.class);
      case HTTP_2 -> assertThat(turn.ending()).isEqualTo(new Ending.Reset(INTERNAL_ERROR));
    }
  }
}
