package dev.sluice.gateway.ledger;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One record of the journal in the making: eight bytes for its length and checksum, then fields.
///
/// Numbers take as few bytes as they need (LEB128, signed ones zigzag). Texts are written by char,
/// one to three bytes each, so that one with half a surrogate pair comes back as it was. One
/// thread.
final class FieldWriter {

  /// The length and the CRC32C, both little-endian.
  static final int PREFIX = 8;

  private byte[] bytes;
  private int at = PREFIX;

  FieldWriter(int payloadHint) {
    bytes = new byte[PREFIX + payloadHint];
  }

  void octet(int value) {
    ensure(1);
    bytes[at++] = (byte) value;
  }

  /// Best where the number is small and not negative.
  void number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  /// Best where the number is close to zero.
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /// @param most how many chars are kept
  void text(@Nullable String text, int most) {
    if (text == null) {
      number(0);
      return;
    }
    int length = kept(text, most);
    number(length + 1L);
    ensure(3 * length);
    byte[] to = bytes;
    int i = at;
    for (int k = 0; k < length; k++) {
      char c = text.charAt(k);
      if (c < 0x80) {
        to[i++] = (byte) c;
      } else if (c < 0x800) {
        to[i++] = (byte) (0xC0 | c >> 6);
        to[i++] = (byte) (0x80 | (c & 0x3F));
      } else {
        to[i++] = (byte) (0xE0 | c >> 12);
        to[i++] = (byte) (0x80 | (c >> 6 & 0x3F));
        to[i++] = (byte) (0x80 | (c & 0x3F));
      }
    }
    at = i;
  }

  private static int kept(String text, int most) {
    if (text.length() <= most) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
  }

  private void ensure(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
    }
  }

  /// Puts the checksum in its place; no field may follow.
  FieldWriter finish() {
    CRC32C crc = new CRC32C();
    crc.update(bytes, PREFIX, at - PREFIX);
    int sum = (int) crc.getValue();
    for (int i = 4; i < PREFIX; i++) {
      bytes[i] = (byte) sum;
      sum >>>= 8;
    }
    return this;
  }

  /// The array behind it, longer than what is in it.
  byte[] bytes() {
    return bytes;
  }

  int payloadLength() {
    return at - PREFIX;
  }

  /// What it takes in a segment.
  int recordBytes() {
    return recordBytes(payloadLength());
  }

  static int recordBytes(int payloadLength) {
    return PREFIX + payloadLength + 7 & ~7;
  }
}
