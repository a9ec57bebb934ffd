package dev.sluice.server.store;

import java.util.Arrays;

/// Many small numbers in few bytes: each zigzag-coded, seven bits a byte, lowest first, the high
/// bit set on all but the last; zeros at the end are left out.
final class Packed {

  private static final int LONGEST = 10;

  private Packed() {}

  static byte[] pack(long[] numbers) {
    int count = numbers.length;
    while (count > 0 && numbers[count - 1] == 0) {
      count--;
    }
    byte[] bytes = new byte[count * LONGEST];
    int at = 0;
    for (int i = 0; i < count; i++) {
      long rest = numbers[i] << 1 ^ numbers[i] >> 63;
      while ((rest & ~0x7fL) != 0) {
        bytes[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[at++] = (byte) rest;
    }
    return Arrays.copyOf(bytes, at);
  }

  /// Adds what is packed to the numbers.
  static void addTo(long[] numbers, byte[] bytes) {
    int at = 0;
    for (int i = 0; at < bytes.length && i < numbers.length; i++) {
      long coded = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[at++];
        coded |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next < 0);
      numbers[i] += coded >>> 1 ^ -(coded & 1);
    }
  }
}
