package dev.sluice.gateway.quality;

import java.util.Arrays;

/// The numbers of a text in order, as plain doubles: enough to compare where answers take them
/// from. [Quantity] is for saying that two final answers are the same.
final class Numbers {

  private static final int MOST = 2_000;
  private static final int LONGEST = 24;

  private Numbers() {}

  static double[] of(String text) {
    double[] numbers = new double[64];
    int count = 0;
    int i = 0;
    while (i < text.length() && count < MOST) {
      if (!isDigit(text, i)) {
        i++;
        continue;
      }
      int end = end(text, i);
      numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
      boolean negative = i > 0 && text.charAt(i - 1) == '-' && !(i > 1 && isDigit(text, i - 2));
      double value = parse(text.substring(i, Math.min(end, i + LONGEST)));
      numbers[count++] = negative ? -value : value;
      i = end;
    }
    return Arrays.copyOf(numbers, count);
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static int end(String text, int start) {
    int i = start;
    while (isDigit(text, i)
        || (i < text.length() && text.charAt(i) == ',' && isGroup(text, i + 1))) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '.' && isDigit(text, i + 1)) {
      i++;
      while (isDigit(text, i)) {
        i++;
      }
    }
    return i;
  }

  /// Three digits and no fourth, as after a thousands separator.
  private static boolean isGroup(String text, int at) {
    return isDigit(text, at)
        && isDigit(text, at + 1)
        && isDigit(text, at + 2)
        && !isDigit(text, at + 3);
  }

  private static double parse(String digits) {
    String plain = digits.indexOf(',') < 0 ? digits : digits.replace(",", "");
    return Double.parseDouble(plain);
  }

  static double[] distinct(double[] numbers) {
    return Arrays.stream(numbers).sorted().distinct().toArray();
  }

  static int common(double[] a, double[] b) {
    int count = 0;
    for (double number : a) {
      count += Arrays.binarySearch(b, number) >= 0 ? 1 : 0;
    }
    return count;
  }

  static boolean same(double a, double b) {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  }
}
