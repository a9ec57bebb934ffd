package dev.sluice.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One strict pass over a JSON object that finds where its top-level fields stand.
///
/// Nothing is bound and nothing is copied but the field names: the body stays what it was. The
/// whole document is checked on the way (RFC 8259 syntax, RFC 3629 UTF-8, at most [Json#MAX_DEPTH]
/// levels), so that what is spliced later is known to be sound. Time is linear in the length and
/// numbers are never converted.
final class JsonScanner {

  private final byte[] in;
  private final List<Field> fields = new ArrayList<>(16);
  private int at;

  private JsonScanner(byte[] in) {
    this.in = in;
  }

  /// The top-level fields of the object in order.
  static List<Field> scan(byte[] body) throws MalformedJson {
    JsonScanner scanner = new JsonScanner(body);
    scanner.document();
    return scanner.fields;
  }

  private void document() throws MalformedJson {
    skipSpace();
    if (peek() != '{') {
      throw fail("expected a JSON object");
    }
    object(1, true);
    skipSpace();
    if (at < in.length) {
      throw fail("unexpected text after the object");
    }
  }

  private void object(int depth, boolean top) throws MalformedJson {
    checkDepth(depth);
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      int nameStart = at;
      if (peek() != '"') {
        throw fail("expected a field name");
      }
      string();
      int nameEnd = at;
      checkName(nameStart, nameEnd);
      skipSpace();
      if (peek() != ':') {
        throw fail("expected ':'");
      }
      at++;
      skipSpace();
      int valueStart = at;
      value(depth);
      if (top) {
        fields.add(new Field(name(nameStart, nameEnd), nameStart, valueStart, at));
      }
      skipSpace();
      int c = peek();
      at++;
      if (c == '}') {
        return;
      }
      if (c != ',') {
        at--;
        throw fail("expected ',' or '}'");
      }
      skipSpace();
    }
  }

  /// What Jackson would refuse in a name, so that no later reader can fail on a scanned body.
  private void checkName(int start, int end) throws MalformedJson {
    if (end - start > Json.MAX_NAME) {
      throw fail("field name longer than " + Json.MAX_NAME + " bytes");
    }
    for (int i = start; i < end; i++) {
      if (in[i] == '\\') {
        if (!JsonText.isPaired(name(start, end))) {
          throw fail("half a surrogate pair in a field name");
        }
        return;
      }
    }
  }

  private void array(int depth) throws MalformedJson {
    checkDepth(depth);
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value(depth);
      skipSpace();
      int c = peek();
      at++;
      if (c == ']') {
        return;
      }
      if (c != ',') {
        at--;
        throw fail("expected ',' or ']'");
      }
      skipSpace();
    }
  }

  private void value(int depth) throws MalformedJson {
    switch (peek()) {
      case '{' -> object(depth + 1, false);
      case '[' -> array(depth + 1);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void checkDepth(int depth) throws MalformedJson {
    if (depth > Json.MAX_DEPTH) {
      throw fail("nested deeper than " + Json.MAX_DEPTH + " levels");
    }
  }

  private void string() throws MalformedJson {
    at++;
    while (true) {
      if (at >= in.length) {
        throw fail("unterminated string");
      }
      byte b = in[at];
      if (b == '"') {
        at++;
        return;
      }
      if (b == '\\') {
        escape();
      } else if (b >= 0x20) {
        at++;
      } else if (b >= 0) {
        throw fail("raw control character in a string");
      } else {
        multiByte(b & 0xFF);
      }
    }
  }

  private void escape() throws MalformedJson {
    at++;
    switch (peek()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case 'u' -> {
        at++;
        for (int i = 0; i < 4; i++, at++) {
          if (Character.digit(peek(), 16) < 0) {
            throw fail("bad \\u escape");
          }
        }
      }
      default -> throw fail("bad escape");
    }
  }

  /// Table 3-7 of the Unicode standard: which second byte may follow which lead byte.
  private void multiByte(int lead) throws MalformedJson {
    int more;
    int low = 0x80;
    int high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      low = lead == 0xE0 ? 0xA0 : low;
      high = lead == 0xED ? 0x9F : high;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      low = lead == 0xF0 ? 0x90 : low;
      high = lead == 0xF4 ? 0x8F : high;
    } else {
      throw fail("invalid UTF-8");
    }
    at++;
    for (int i = 0; i < more; i++, at++) {
      int b = at < in.length ? in[at] & 0xFF : 0;
      if (b < low || b > high) {
        throw fail("invalid UTF-8");
      }
      low = 0x80;
      high = 0xBF;
    }
  }

  private void literal(String word) throws MalformedJson {
    for (int i = 0; i < word.length(); i++, at++) {
      if (peek() != word.charAt(i)) {
        throw fail("unexpected character");
      }
    }
  }

  private void number() throws MalformedJson {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws MalformedJson {
    int start = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw fail(at >= in.length ? "unexpected end" : "unexpected character");
    }
  }

  private void skipSpace() {
    while (at < in.length
        && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      at++;
    }
  }

  /// The byte here, or 0 at the end; a raw 0 is legal nowhere in JSON, so the two never mix.
  private int peek() {
    return at < in.length ? in[at] : 0;
  }

  private String name(int start, int end) {
    String raw = new String(in, start + 1, end - start - 2, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : JsonText.unescape(raw);
  }

  private MalformedJson fail(String why) {
    return new MalformedJson(at >= in.length ? "unexpected end: " + why : why, at);
  }
}
