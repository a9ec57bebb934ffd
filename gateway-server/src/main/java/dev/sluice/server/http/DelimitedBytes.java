package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Bytes in which a delimiter is looked for, one at a time, with little memory (Knuth, Morris and
/// Pratt). One thread.
final class DelimitedBytes {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] delimiter;
  private final int[] fallback;
  private final byte[] recent;
  private int at;
  private int end;
  private long position;
  private int matched;

  /// @param delimiter in ASCII; stands at the begin or at the begin of a line
  DelimitedBytes(InputStream in, String delimiter) {
    this.in = in;
    this.delimiter = delimiter.getBytes(ISO_8859_1);
    fallback = fallback(this.delimiter);
    recent = new byte[this.delimiter.length + 2];
  }

  private static int[] fallback(byte[] word) {
    int[] table = new int[word.length + 1];
    int length = 0;
    for (int i = 1; i < word.length; i++) {
      while (length > 0 && word[i] != word[length]) {
        length = table[length];
      }
      length += word[i] == word[length] ? 1 : 0;
      table[i + 1] = length;
    }
    return table;
  }

  /// How many bytes were read.
  long position() {
    return position;
  }

  /// The next byte, -1 at the end.
  int next() throws IOException {
    if (at == end) {
      end = in.read(buffer, 0, BUFFER_BYTES);
      at = 0;
      if (end <= 0) {
        end = 0;
        return -1;
      }
    }
    byte b = buffer[at++];
    recent[(int) (position++ % recent.length)] = b;
    if (matched == delimiter.length) {
      matched = fallback[matched];
    }
    while (matched > 0 && b != delimiter[matched]) {
      matched = fallback[matched];
    }
    matched += b == delimiter[matched] ? 1 : 0;
    return b & 0xFF;
  }

  /// Whether the byte just read ended a delimiter.
  boolean isAtDelimiter() {
    return matched == delimiter.length;
  }

  /// Reads a delimiter, if there is one at once.
  boolean beginsWithDelimiter() throws IOException {
    for (int i = 0; i < delimiter.length; i++) {
      if (next() < 0) {
        return false;
      }
    }
    return isAtDelimiter();
  }

  /// Reads to the end.
  ///
  /// @return whether there was another delimiter
  boolean hasDelimiterLeft() throws IOException {
    boolean found = false;
    while (next() >= 0) {
      found |= isAtDelimiter();
    }
    return found;
  }

  /// Reads what comes before the next delimiter, and that.
  ///
  /// @param keep so much of it is of interest; where there is more, one byte more is returned
  /// @return null where no delimiter follows, or one that does not begin a line
  byte @Nullable [] untilDelimiter(int keep) throws IOException {
    long begin = position;
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int most = keep == 0 ? 0 : keep + 1 + recent.length;
    do {
      int b = next();
      if (b < 0) {
        return null;
      }
      if (kept.size() < most) {
        kept.write(b);
      }
    } while (!isAtDelimiter());
    long length = contentEnd() - begin;
    if (length < 0 || recent(0) != '\r' || recent(1) != '\n') {
      return null;
    }
    byte[] content = new byte[(int) Math.min(length, keep == 0 ? 0 : keep + 1)];
    System.arraycopy(kept.toByteArray(), 0, content, 0, content.length);
    return content;
  }

  /// Where the content before the delimiter just read ended.
  long contentEnd() {
    return position - recent.length;
  }

  /// A byte before the delimiter just read: 0 and 1 are those of its line end.
  private byte recent(int index) {
    return recent[(int) ((position + index) % recent.length)];
  }
}
