package dev.sluice.server.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One way of cutting a stream, and what the decoder made of it.
///
/// @param events the payloads as text, one byte a character; a comment is a colon
/// @param kept whether the stream kept to its bounds
record Cutting(List<String> events, boolean kept) {

  /// @param cuts where to cut, in order
  static Cutting of(byte[] stream, int maxEventBytes, int[] cuts) {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = new SseDecoder(maxEventBytes, recorder(events));
    int from = 0;
    for (int cut : cuts) {
      if (!decoder.feed(Unpooled.wrappedBuffer(stream, from, cut - from))) {
        return new Cutting(events, false);
      }
      from = cut;
    }
    if (!decoder.feed(Unpooled.wrappedBuffer(stream, from, stream.length - from))) {
      return new Cutting(events, false);
    }
    decoder.end();
    return new Cutting(events, true);
  }

  static int[] nowhere() {
    return new int[0];
  }

  static int[] everywhere(byte[] stream) {
    int[] cuts = new int[stream.length];
    Arrays.setAll(cuts, i -> i);
    return cuts;
  }

  /// Cuts at these places, wherever they are.
  static int[] at(int[] wishes, byte[] stream) {
    return Arrays.stream(wishes).map(w -> Math.floorMod(w, stream.length + 1)).sorted().toArray();
  }

  private static SseDecoder.Listener recorder(List<String> events) {
    return new SseDecoder.Listener() {
      @Override
      public void onEvent(byte[] data) {
        events.add("=" + new String(data, ISO_8859_1));
      }

      @Override
      public void onComment() {
        events.add(":");
      }
    };
  }
}
