package dev.sluice.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {

  private final List<String> seen = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: a\n\ndata: b\n\n",
        "data: a\r\n\r\ndata: b\r\n\r\n",
        "data: a\r\rdata: b\r\r",
        "data:a\n\ndata:b\n\n",
        "\uFEFFdata: a\n\ndata: b\n\n",
        "event: x\nid: 7\nretry: 3\ndata: a\n\nevent: ping\n\ndata: b\n\n",
        "data: a\n\ndata:\n\nretry: 3000\n\ndata: b",
        "data: a\n\ndatabase: x\nfoo\ndata: b\n",
        "\n\n\ndata: a\n\n\n\ndata: b\n\n",
      })
  void findsTheSameTwoEvents(String stream) {
    decode(stream, 1 << 20);

    assertThat(seen).containsExactly("a", "b");
  }

  @Test
  void joinsDataLinesAndReportsComments() {
    decode(": hello\n\ndata: {\ndata:  \"a\": 1\ndata\ndata: }\n\n:\n", 1 << 20);

    assertThat(seen).containsExactly("//", "{\n \"a\": 1\n\n}", "//");
  }

  @Test
  void keepsTextThatIsNotAscii() {
    decode("data: 日本 ü \uD83D\uDE00\n\n", 1 << 20);

    assertThat(seen).containsExactly("日本 ü \uD83D\uDE00");
  }

  @Test
  void refusesALineAndAnEventAboveTheBound() {
    assertThat(decode("data: " + "x".repeat(100), 100)).isFalse();
    assertThat(decode("data: xxxxxxxxxx\n".repeat(10), 100)).isFalse();
    assertThat(decode("data: xxxxxxxxxx\n\n".repeat(100), 100)).isTrue();
  }

  @Property
  void findsTheSameHoweverTheBytesAreCut(
      @ForAll("streams") String stream,
      @ForAll List<@net.jqwik.api.constraints.IntRange(min = 1, max = 9) Integer> sizes) {
    List<String> whole = decodeInPieces(stream, List.of(Integer.MAX_VALUE));

    assertThat(decodeInPieces(stream, List.of(1))).isEqualTo(whole);
    assertThat(decodeInPieces(stream, sizes)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<String> streams() {
    Arbitrary<String> part =
        Arbitraries.of(
            "data",
            "data:",
            ":",
            " ",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "{\"a\":1}",
            "ü",
            "\uFEFF",
            "日",
            "event: x",
            "[DONE]",
            "data: x\n\n",
            ": keep-alive\n\n");
    return part.list().ofMaxSize(40).map(parts -> String.join("", parts));
  }

  private boolean decode(String stream, int max) {
    SseDecoder decoder = new SseDecoder(max, recorder(seen));
    boolean kept = decoder.feed(Unpooled.copiedBuffer(stream, StandardCharsets.UTF_8));
    decoder.end();
    return kept;
  }

  private static List<String> decodeInPieces(String stream, List<Integer> sizes) {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(1 << 20, recorder(events));
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      int wanted = sizes.isEmpty() ? bytes.length : sizes.get(i % sizes.size());
      int size = Math.min(wanted, bytes.length - at);
      decoder.feed(Unpooled.wrappedBuffer(bytes, at, size));
      at += size;
    }
    decoder.end();
    return events;
  }

  private static SseDecoder.Listener recorder(List<String> events) {
    return new SseDecoder.Listener() {
      @Override
      public void onEvent(byte[] data) {
        events.add(new String(data, StandardCharsets.UTF_8));
      }

      @Override
      public void onComment() {
        events.add("//");
      }
    };
  }
}
