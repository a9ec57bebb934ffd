package dev.sluice.server.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.StreamFold;
import dev.sluice.gateway.chat.StreamFold.Piece;
import dev.sluice.gateway.chat.Usage;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However the network cuts a stream, the client gets the same bytes and pays for the same tokens.
class StreamCutsTest {

  private static final String CHUNK =
      "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}%s}]%s}";

  /// What came of one stream.
  private record Folded(List<String> told, @Nullable Usage usage, boolean finished, long chars) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFFdata: é日\r\n\r\ndata: 😀\r\n\r\n",
        "\uFEFF: hi\r\ndata: a\r\ndata:b\r\n\r\nevent: x\r\ndata: c\r\r",
        "data: {\r\ndata: }\n\r\nid: 1\rdata\rdata:\r\r\ndata: ü",
        "\uFEFF\r\n\uFEFFdata: a\n\ndata: b\n\n",
      })
  void everyPairOfCutsGivesTheSameEvents(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    List<String> whole = texts(decode(bytes));

    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertThat(texts(decode(bytes, first, second))).as("%d %d", first, second).isEqualTo(whole);
      }
    }
    assertThat(whole).isNotEmpty();
  }

  @Property(tries = 300)
  void everyCuttingGivesTheSameClientBytesAndTheSameUsage(
      @ForAll("streams") String stream,
      @ForAll List<@IntRange(max = 4000) Integer> cuts,
      @ForAll boolean usage) {
    byte[] bytes = stream.getBytes(UTF_8);
    int[] sorted = cuts.stream().mapToInt(c -> c % (bytes.length + 1)).sorted().toArray();
    int[] everywhere = new int[bytes.length];
    Arrays.setAll(everywhere, i -> i);
    Folded whole = fold(decode(bytes), usage);

    assertThat(fold(decode(bytes, sorted), usage)).isEqualTo(whole);
    assertThat(fold(decode(bytes, everywhere), usage)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<String> streams() {
    String counts = ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}";
    Arbitrary<String> event =
        Arbitraries.of(
            CHUNK.formatted("Pa", "", ""),
            CHUNK.formatted("é日😀", ",\"finish_reason\":null", ",\"usage\":null"),
            CHUNK.formatted("\\ud83d\\ude00", "", ",\"error\":null"),
            CHUNK.formatted("", ",\"finish_reason\":\"stop\"", ""),
            CHUNK.formatted("", ",\"finish_reason\":\"stop\"", counts),
            "data: {\"id\":\"c\",\"choices\":[]" + counts + "}",
            "data: {\"id\":\"\",\"choices\":[]}",
            "data: {\ndata: \"id\":\"c\",\ndata: \"choices\":[]}",
            "data: {\"error\":{\"message\":\"x\"}}",
            "data: [DONE]",
            ": keep-alive",
            "event: message\nid: 4\nretry: 5",
            "data: no json");
    Arbitrary<String> ends = Arbitraries.of("\n", "\r\n", "\r");
    return event
        .list()
        .ofMaxSize(8)
        .flatMap(events -> ends.map(end -> joined(events, end)))
        .flatMap(stream -> Arbitraries.of(stream, "\uFEFF" + stream));
  }

  private static String joined(List<String> events, String end) {
    StringBuilder stream = new StringBuilder();
    events.forEach(event -> stream.append(event).append("\n\n"));
    return stream.toString().replace("\n", end);
  }

  private static List<byte[]> decode(byte[] stream, int... cuts) {
    List<byte[]> events = new ArrayList<>();
    SseDecoder decoder =
        new SseDecoder(
            1 << 20,
            new SseDecoder.Listener() {
              @Override
              public void onEvent(byte[] data) {
                events.add(data);
              }

              @Override
              public void onComment() {}
            });
    int from = 0;
    for (int cut : cuts) {
      decoder.feed(Unpooled.wrappedBuffer(stream, from, cut - from));
      from = cut;
    }
    decoder.feed(Unpooled.wrappedBuffer(stream, from, stream.length - from));
    decoder.end();
    return events;
  }

  private static List<String> texts(List<byte[]> events) {
    return events.stream().map(event -> new String(event, UTF_8)).toList();
  }

  private static Folded fold(List<byte[]> events, boolean usage) {
    StreamFold fold = new StreamFold(new StreamFold.Wishes(usage, null, false));
    List<String> told = new ArrayList<>();
    for (byte[] event : events) {
      told.add(
          switch (fold.accept(event)) {
            case Piece.Pass pass -> new String(pass.payload(), UTF_8);
            case Piece.UsageTail tail -> "$" + new String(tail.payload(), UTF_8);
            case Piece.Drop drop -> "";
            case Piece.Done done -> "[DONE]";
            case Piece.Broken broken -> "!" + broken.error().message();
          });
    }
    return new Folded(told, fold.usage(), fold.finished(), fold.textChars());
  }
}
