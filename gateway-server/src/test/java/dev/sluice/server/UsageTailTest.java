package dev.sluice.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTailTest {

  private static final String TOLD = "\"usage\":{\"input_tokens\":7,\"output_tokens\":3}";
  private static final Usage USAGE = new Usage(7, 0, 0, 3, 0);

  private final UsageTail tail = new UsageTail();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{%s}",
        "\n {%s}",
        "data: {%s}\n\ndata: [DONE]\n\n",
        "data:{%s}\r\n\r\n",
        "event: response.completed\ndata: {\"response\":{%s}}\n\n",
        "data: {\"usage\":{\"input_tokens\":1}}\n\ndata: {%s}\n\ndata: {\"usage\":null}\n\n",
      })
  void findsTheLastUsage(String form) {
    tail.add(form.formatted(TOLD).getBytes(UTF_8));

    assertThat(tail.usage()).isEqualTo(USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "ID3", "{\"usage\":{\"input_tokens\":7", "data: {\"usage\":"})
  void findsNothingWhereNothingIsTold(String body) {
    tail.add(body.getBytes(UTF_8));

    assertThat(tail.usage()).isNull();
  }

  /// Where the last event lies across the point at which the oldest part is let go.
  @Test
  void findsItBehindMoreThanIsKept() {
    byte[] event = ("data: {\"response\":{" + TOLD + "}}\n\n").getBytes(UTF_8);
    int half = event.length / 2;
    tail.add(new byte[UsageTail.MOST_KEPT - half - 1]);
    tail.add("\n".getBytes(UTF_8));
    tail.add(Arrays.copyOf(event, half));
    tail.add(Arrays.copyOfRange(event, half, event.length));

    assertThat(tail.usage()).isEqualTo(USAGE);
  }

  @Test
  void findsItInOnePieceThatIsLongerThanIsKept() {
    byte[] event = ("\ndata: {" + TOLD + "}\n\n").getBytes(UTF_8);
    byte[] piece = new byte[2 * UsageTail.MOST_KEPT];
    System.arraycopy(event, 0, piece, piece.length - event.length, event.length);
    tail.add(piece);

    assertThat(tail.usage()).isEqualTo(USAGE);
  }
}
