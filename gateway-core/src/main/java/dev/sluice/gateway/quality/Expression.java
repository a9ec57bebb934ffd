package dev.sluice.gateway.quality;

import java.util.OptionalDouble;

/// A small expression of numbers, `+ - * /`, brackets and percentages, and what it comes to.
final class Expression {

  private static final int DEEPEST = 12;

  private final String text;
  private int at;
  private int depth;

  private Expression(String text) {
    this.text = text;
  }

  /// Empty where the text is no such expression or divides by zero.
  static OptionalDouble value(String text) {
    Expression expression = new Expression(text);
    double value = expression.sum();
    return expression.atEnd() && Double.isFinite(value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /// Whether there is an operation between two numbers in it.
  static boolean operates(String text) {
    boolean number = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (number && "+-*/".indexOf(c) >= 0) {
        return true;
      }
      number |= c >= '0' && c <= '9';
    }
    return false;
  }

  private boolean atEnd() {
    skipSpaces();
    return at == text.length();
  }

  private double sum() {
    double value = product();
    while (true) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  private double product() {
    double value = factor();
    while (true) {
      if (take('*')) {
        value *= factor();
      } else if (take('/')) {
        value /= factor();
      } else {
        return value;
      }
    }
  }

  private double factor() {
    if (take('-')) {
      return -factor();
    }
    double value;
    if (take('(')) {
      if (++depth > DEEPEST) {
        return Double.NaN;
      }
      value = sum();
      depth--;
      if (!take(')')) {
        return Double.NaN;
      }
    } else {
      value = number();
    }
    return take('%') ? value / 100 : value;
  }

  private double number() {
    skipSpaces();
    int start = at;
    while (at < text.length() && ".,0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at).replace(",", "");
    boolean one = digits.indexOf('.') == digits.lastIndexOf('.');
    return one && digits.chars().anyMatch(Character::isDigit)
        ? Double.parseDouble(digits)
        : Double.NaN;
  }

  private boolean take(char sign) {
    skipSpaces();
    if (at < text.length() && text.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
