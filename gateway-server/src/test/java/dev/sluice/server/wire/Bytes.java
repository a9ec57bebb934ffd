package dev.sluice.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/// Bytes of requests that no client library would write.
final class Bytes {

  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(UTF_8);
  }

  /// The text with these bytes in place of its only `@`.
  static byte[] with(String text, String hex) {
    byte[] wrong = HexFormat.of().parseHex(hex);
    String[] parts = text.split("@", 2);
    byte[] before = of(parts[0]);
    byte[] after = of(parts[1]);
    byte[] all = new byte[before.length + wrong.length + after.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(wrong, 0, all, before.length, wrong.length);
    System.arraycopy(after, 0, all, before.length + wrong.length, after.length);
    return all;
  }
}
