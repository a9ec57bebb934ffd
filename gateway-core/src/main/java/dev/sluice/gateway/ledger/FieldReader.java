package dev.sluice.gateway.ledger;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one payload in the order in which `FieldWriter` wrote them. One thread.
///
/// A payload that is too short for what is asked throws `IndexOutOfBoundsException`.
final class FieldReader {

  private final byte[] bytes;
  private int at;

  FieldReader(byte[] payload) {
    bytes = payload;
  }

  int octet() {
    return bytes[at++];
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  int count() {
    return Math.toIntExact(number());
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  @Nullable String textOrNull() {
    int length = count() - 1;
    return length < 0 ? null : chars(length);
  }

  String text() {
    String text = textOrNull();
    if (text == null) {
      throw new IllegalArgumentException("a text is missing");
    }
    return text;
  }

  private String chars(int length) {
    int i = at;
    int end = Math.addExact(i, length);
    while (i < end && bytes[i] >= 0) {
      i++;
    }
    if (i == end) {
      String ascii = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
      at = end;
      return ascii;
    }
    StringBuilder text = new StringBuilder(length);
    for (int k = 0; k < length; k++) {
      text.append(oneChar());
    }
    return text.toString();
  }

  private char oneChar() {
    int first = bytes[at++];
    if (first >= 0) {
      return (char) first;
    }
    if ((first & 0xE0) == 0xC0) {
      return (char) ((first & 0x1F) << 6 | (bytes[at++] & 0x3F));
    }
    return (char) ((first & 0x0F) << 12 | (bytes[at++] & 0x3F) << 6 | (bytes[at++] & 0x3F));
  }
}
