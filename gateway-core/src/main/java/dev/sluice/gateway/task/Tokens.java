package dev.sluice.gateway.task;

import java.text.Normalizer;

/// The words of a text, folded so that spelling habits do not matter.
///
/// Folding: lower case, accents off (Latin), full-width forms to ASCII, every digit to `0`, white
/// space to one blank or line break. Letters of scripts written without blanks (Han, kana) are
/// tokens of their own; so is every mark. One instance belongs to one call.
final class Tokens {
  /// A run of letters.
  static final byte WORD = 0;

  /// A run of digits.
  static final byte NUMBER = 1;

  /// One letter of a script without blanks.
  static final byte LETTER = 2;

  /// One sign that is neither letter nor digit.
  static final byte MARK = 3;

  /// An end of line.
  static final byte BREAK = 4;

  private static final char[] FOLDED = foldedLatin();
  private static final byte[] KINDS = latinKinds();

  final char[] chars;
  final int length;
  final int[] start;
  final int[] end;
  final int[] hash;
  final byte[] kind;
  final int count;

  Tokens(String text) {
    chars = new char[text.length() + 1];
    length = fold(text, chars);
    int most = length + 1;
    start = new int[most];
    end = new int[most];
    hash = new int[most];
    kind = new byte[most];
    count = split();
  }

  /// Whether the token is a word, a number or a letter.
  boolean isSpoken(int token) {
    return kind[token] <= LETTER;
  }

  private static int fold(String text, char[] to) {
    int n = 0;
    char last = '\n';
    for (int i = 0; i < text.length(); i++) {
      char raw = text.charAt(i);
      char c = raw < FOLDED.length ? FOLDED[raw] : foldChar(raw);
      boolean blank = c == ' ' || c == '\n';
      if (blank && (last == '\n' || (last == ' ' && c == ' '))) {
        continue;
      }
      if (c == '\n' && last == ' ') {
        n--;
      }
      to[n++] = c;
      last = c;
    }
    return n;
  }

  static char foldChar(char c) {
    if (c < FOLDED.length) {
      return FOLDED[c];
    }
    if (c >= 0xFF01 && c <= 0xFF5E) {
      return FOLDED[c - 0xFEE0];
    }
    return switch (c) {
      case '\u3000', '\u2003', '\u2009', '\u202f' -> ' ';
      case '\u2028', '\u2029' -> '\n';
      case '\u3002' -> '.';
      case '\u3001' -> ',';
      case '\u2018', '\u2019' -> '\'';
      case '\u201c', '\u201d', '\u201e', '\u300c', '\u300d', '\u300e', '\u300f' -> '"';
      default -> Character.toLowerCase(c);
    };
  }

  private static char[] foldedLatin() {
    char[] table = new char[0x250];
    for (char c = 0; c < table.length; c++) {
      String base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
      char letter = Character.toLowerCase(base.charAt(0));
      table[c] = c == 'ß' ? 's' : Character.isDigit(letter) ? '0' : letter;
    }
    for (char c = 0; c <= ' '; c++) {
      table[c] = ' ';
    }
    table['\n'] = '\n';
    table['\r'] = '\n';
    table[0xA0] = ' ';
    table[0xAB] = '"';
    table[0xBB] = '"';
    return table;
  }

  private int split() {
    int n = 0;
    int i = 0;
    while (i < length) {
      char c = chars[i];
      if (c == ' ') {
        i++;
        continue;
      }
      byte k = kindOf(c);
      int from = i++;
      int h = mix(0x9E3779B9, c);
      if (k == WORD || k == NUMBER) {
        while (i < length && kindOf(chars[i]) == k) {
          h = k == WORD ? mix(h, chars[i]) : h;
          i++;
        }
      }
      start[n] = from;
      end[n] = i;
      hash[n] = h;
      kind[n++] = k;
    }
    return n;
  }

  /// The kind of the token that a folded letter begins.
  static byte kindOf(char c) {
    return c < KINDS.length ? KINDS[c] : kindBeyondLatin(c);
  }

  private static byte kindBeyondLatin(char c) {
    if (c >= 0x2E80 && c < 0xAC00) {
      return Character.isLetter(c) ? LETTER : MARK;
    }
    return Character.isLetter(c) || Character.isSurrogate(c) ? WORD : MARK;
  }

  private static byte[] latinKinds() {
    byte[] kinds = new byte[0x250];
    for (char c = 0; c < kinds.length; c++) {
      kinds[c] = c == '0' ? NUMBER : c == '\n' ? BREAK : Character.isLetter(c) ? WORD : MARK;
    }
    return kinds;
  }

  static int mix(int h, int value) {
    int x = (h ^ value) * 0x85EBCA6B;
    return x ^ (x >>> 15);
  }
}
