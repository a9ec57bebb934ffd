package dev.sluice.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Sends any bytes to a connection, whole and cut in two ways: the answers are the same, each is
/// complete and for a request of its own, an error has its four keys, and nothing stays behind.
public final class EdgeFuzz {

  private static final Edge EDGE = new Edge();

  private EdgeFuzz() {}

  /// What is loaded on first use is not counted as the first input's time.
  public static void fuzzerInitialize() {
    EDGE.talk(List.of("GET /livez HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  /// HTTP/2 is a target of its own, and so is what is decompressed on another thread.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    if (text.startsWith("pri * http/2") || text.contains("zip") || text.contains("zstd")) {
      return;
    }
    List<String> whole = EDGE.talk(List.of(input));
    same(whole, EDGE.talk(cut(input, new Random(Arrays.hashCode(input)))));
    if (input.length <= 512) {
      same(whole, EDGE.talk(bytes(input)));
    }
  }

  private static void same(List<String> whole, List<String> cut) {
    Edge.check(whole.equals(cut), "whole " + whole + "\nand cut " + cut);
  }

  private static List<byte[]> cut(byte[] input, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0, end; at < input.length; at = end) {
      end = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 200));
      pieces.add(Arrays.copyOfRange(input, at, end));
    }
    return pieces;
  }

  private static List<byte[]> bytes(byte[] input) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte b : input) {
      pieces.add(new byte[] {b});
    }
    return pieces;
  }
}
