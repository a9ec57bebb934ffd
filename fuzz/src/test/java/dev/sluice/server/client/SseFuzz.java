package dev.sluice.server.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.ArrayList;
import java.util.List;

/// Decodes any bytes as an event stream: the same events however they are cut, those that a plain
/// reading of the grammar finds, and nothing beyond the bound.
public final class SseFuzz {

  private static final int NO_BOUND = 1 << 20;
  private static final int BOUND = 64;

  private SseFuzz() {}

  public static void fuzzerTestOneInput(FuzzedDataProvider data) {
    int[] wishes = data.consumeInts(data.consumeInt(0, 6));
    byte[] stream = data.consumeRemainingAsBytes();
    for (int bound : new int[] {BOUND, NO_BOUND}) {
      Cutting whole = Cutting.of(stream, bound, Cutting.nowhere());
      check(whole, Cutting.of(stream, bound, Cutting.everywhere(stream)));
      check(whole, Cutting.of(stream, bound, Cutting.at(wishes, stream)));
      for (String event : whole.events()) {
        if (event.length() - 1 > bound) {
          throw new AssertionError("an event beyond the bound: " + event);
        }
      }
    }
    check(new Cutting(events(stream), true), Cutting.of(stream, NO_BOUND, Cutting.nowhere()));
  }

  private static void check(Cutting expected, Cutting seen) {
    if (!expected.equals(seen)) {
      throw new AssertionError("expected " + expected + " and saw " + seen);
    }
  }

  /// The grammar, read line by line; what stands behind the last line's end counts as a line.
  private static List<String> events(byte[] stream) {
    String text = new String(stream, ISO_8859_1);
    List<String> events = new ArrayList<>();
    List<String> data = new ArrayList<>();
    for (String line :
        (text.startsWith("ï»¿") ? text.substring(3) : text).split("\r\n|\r|\n", -1)) {
      if (line.isEmpty()) {
        dispatch(data, events);
      } else if (line.startsWith(":")) {
        events.add(":");
      } else if (line.equals("data")) {
        data.add("");
      } else if (line.startsWith("data:")) {
        data.add(line.substring(line.startsWith("data: ") ? 6 : 5));
      }
    }
    dispatch(data, events);
    return events;
  }

  private static void dispatch(List<String> data, List<String> events) {
    String joined = String.join("\n", data);
    if (!joined.isEmpty()) {
      events.add("=" + joined);
    }
    data.clear();
  }
}
