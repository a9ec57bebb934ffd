package dev.sluice.gateway.quality;

import java.util.OptionalDouble;

/// The equations of plain arithmetic that a text contains, recomputed.
///
/// An equation is what stands on both sides of a `=`, as far as it is numbers and signs, with an
/// operation on its left. Rounding to two places is no mistake.
///
/// @param right how many hold
/// @param wrong how many do not
/// @param lastResult the right side of the last one
record Equations(int right, int wrong, double lastResult) {

  private static final int WIDEST = 80;
  private static final String SIGNS = "0123456789.,()+-*/% ";

  int count() {
    return right + wrong;
  }

  static Equations in(String text) {
    String plain = plain(text);
    int right = 0;
    int wrong = 0;
    double last = 0;
    for (int at = plain.indexOf('='); at >= 0; at = plain.indexOf('=', at + 1)) {
      String left = leftOf(plain, at);
      OptionalDouble result = Expression.value(rightOf(plain, at));
      if (result.isEmpty() || !Expression.operates(left)) {
        continue;
      }
      OptionalDouble value = Expression.value(left);
      if (value.isEmpty()) {
        continue;
      }
      last = result.getAsDouble();
      double distance = Math.abs(value.getAsDouble() - last);
      boolean holds = distance <= Math.max(0.006, 0.006 * Math.abs(value.getAsDouble()));
      right += holds ? 1 : 0;
      wrong += holds ? 0 : 1;
    }
    return new Equations(right, wrong, last);
  }

  private static String leftOf(String text, int at) {
    int from = at;
    while (from > 0 && at - from < WIDEST && SIGNS.indexOf(text.charAt(from - 1)) >= 0) {
      from--;
    }
    return trimmed(text.substring(from, at));
  }

  private static String rightOf(String text, int at) {
    int to = at + 1;
    while (to < text.length() && to - at <= WIDEST && SIGNS.indexOf(text.charAt(to)) >= 0) {
      to++;
    }
    return trimmed(text.substring(at + 1, to));
  }

  private static String trimmed(String side) {
    int from = 0;
    int to = side.length();
    while (from < to && " .,".indexOf(side.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && " .,".indexOf(side.charAt(to - 1)) >= 0) {
      to--;
    }
    return side.substring(from, to);
  }

  /// The text with the many spellings of signs made one.
  private static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '×', '·', '⋅' -> out.append('*');
        case '÷' -> out.append('/');
        case '−', '–' -> out.append('-');
        case '$', '€', '£' -> {}
        case '\\' -> i += command(text, i, out);
        case 'x', 'X' -> out.append(isTimes(text, i) ? '*' : c);
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /// Appends what a LaTeX command or an escape means; returns how much of it to skip.
  private static int command(String text, int at, StringBuilder out) {
    int skip = text.startsWith("\\\\", at) && text.length() > at + 2 ? 1 : 0;
    int from = at + skip;
    if (text.startsWith("\\times", from)) {
      out.append('*');
      return skip + 5;
    }
    if (text.startsWith("\\cdot", from)) {
      out.append('*');
      return skip + 4;
    }
    if (text.startsWith("\\div", from)) {
      out.append('/');
      return skip + 3;
    }
    if (text.startsWith("\\(", from) || text.startsWith("\\)", from)) {
      return skip + 1;
    }
    out.append(';');
    return skip;
  }

  /// An x between two numbers.
  private static boolean isTimes(String text, int at) {
    int before = at - 1;
    int after = at + 1;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    while (after < text.length() && (text.charAt(after) == ' ' || text.charAt(after) == '$')) {
      after++;
    }
    return before >= 0
        && after < text.length()
        && Character.isDigit(text.charAt(before))
        && Character.isDigit(text.charAt(after));
  }
}
