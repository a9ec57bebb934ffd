package dev.sluice.gateway.quality;

import java.util.Arrays;

/// The words of a text as numbers: case folded, runs of letters and digits, hashed.
final class Words {

  private static final int MOST = 4_000;

  private Words() {}

  static int[] of(String text) {
    int[] words = new int[256];
    int count = 0;
    int hash = 0;
    boolean inside = false;
    for (int i = 0; i <= text.length() && count < MOST; i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c) || c == '_') {
        hash = 31 * hash + Character.toLowerCase(c);
        inside = true;
      } else if (inside) {
        words = count == words.length ? Arrays.copyOf(words, 2 * count) : words;
        words[count++] = hash;
        hash = 0;
        inside = false;
      }
    }
    return Arrays.copyOf(words, count);
  }

  /// Every run of so many words as one number.
  static int[] runs(int[] words, int length) {
    int[] runs = new int[Math.max(0, words.length - length + 1)];
    for (int i = 0; i < runs.length; i++) {
      int hash = 17;
      for (int j = 0; j < length; j++) {
        hash = 0x01000193 * hash + words[i + j];
      }
      runs[i] = hash;
    }
    return runs;
  }

  /// Sorted, each once.
  static int[] distinct(int[] words) {
    int[] sorted = words.clone();
    Arrays.sort(sorted);
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[count++] = sorted[i];
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  /// How many two sorted sets have in common.
  static int common(int[] a, int[] b) {
    int count = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int order = Integer.compare(a[i], b[j]);
      count += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return count;
  }

  /// What two sorted sets have in common as a share of both together.
  static double overlap(int[] a, int[] b) {
    int common = common(a, b);
    return common / (1.0 + a.length + b.length - common);
  }
}
