package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// Strings in and out of JSON spelling.
public final class JsonText {

  private JsonText() {}

  /// The string in quotes, escaped where JSON demands it and where UTF-8 has no spelling: half of a
  /// surrogate pair, which JSON can only carry as an escape, must not turn into a question mark.
  public static String quote(String text) {
    String quoted =
        '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    return whole(quoted);
  }

  /// JSON text with every half of a surrogate pair as an escape.
  static String whole(String json) {
    return isPaired(json) ? json : escapeHalves(json);
  }

  /// The UTF-8 bytes of [#quote].
  public static byte[] quoteBytes(String text) {
    return quote(text).getBytes(StandardCharsets.UTF_8);
  }

  /// Whether no half of a surrogate pair stands alone.
  static boolean isPaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static String escapeHalves(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            out.append("\\u").append(Integer.toHexString(c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /// The text behind the escapes of an already checked JSON string without its quotes.
  static String unescape(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = raw.charAt(++i);
      switch (escaped) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
          i += 4;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString();
  }
}
