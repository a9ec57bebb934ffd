package dev.sluice.gateway.quality;

import java.util.Arrays;
import java.util.List;

/// How two answers to one question compare; that they come to the same is the strongest sign of
/// all.
final class PairSignal {

  private static final List<String> FEATURES =
      List.of(
          "agree",
          "length",
          "numbers",
          "similar",
          "first-in-second",
          "second-in-first",
          "same-number",
          "distance",
          "simple-ratio",
          "answer-length",
          "words",
          "word-pairs",
          "same-start",
          "same-end");

  List<String> features() {
    return FEATURES;
  }

  void read(boolean agree, AnswerFacts a, AnswerFacts b, Row row) {
    String first = a.answer();
    String second = b.answer();
    double[] x = a.answerNumbers();
    double[] y = b.answerNumbers();
    boolean both = x.length > 0 && y.length > 0;
    row.add(agree)
        .add(a.length() / (1.0 + b.length()))
        .add(numbers(a, b))
        .add(similarity(first, second))
        .add(!first.isEmpty() && b.text().contains(first))
        .add(!second.isEmpty() && a.text().contains(second))
        .add(both && Numbers.same(x[0], y[0]))
        .add(both ? Math.log1p(Math.abs(x[0] - y[0])) : -1)
        .add(both && isSimpleRatio(x[0], y[0]))
        .add(Math.abs(first.length() - second.length()))
        .add(Words.overlap(Words.distinct(a.words()), Words.distinct(b.words())))
        .add(Words.overlap(pairs(a), pairs(b)))
        .add(sameStart(a.numbers(), b.numbers()))
        .add(Numbers.common(last(a.numbers()), last(b.numbers())));
  }

  private static int[] pairs(AnswerFacts facts) {
    return Words.distinct(Words.runs(facts.words(), 2));
  }

  private static double numbers(AnswerFacts a, AnswerFacts b) {
    double[] x = Numbers.distinct(a.numbers());
    double[] y = Numbers.distinct(b.numbers());
    int common = Numbers.common(x, y);
    return common / (1.0 + x.length + y.length - common);
  }

  /// Such as twice, a half, ten times, the opposite: the marks of one slip.
  private static boolean isSimpleRatio(double a, double b) {
    if (a == 0 || b == 0) {
      return false;
    }
    double ratio = Math.abs(a) > Math.abs(b) ? a / b : b / a;
    return ratio == 2 || ratio == 10 || ratio == 100 || ratio == -1;
  }

  private static double sameStart(double[] a, double[] b) {
    int least = Math.min(a.length, b.length);
    int same = 0;
    while (same < least && a[same] == b[same]) {
      same++;
    }
    return same / (1.0 + least);
  }

  private static double[] last(double[] numbers) {
    int from = Math.max(0, numbers.length - 3);
    return Numbers.distinct(Arrays.copyOfRange(numbers, from, numbers.length));
  }

  /// The longest common subsequence as a share of both texts; 1 where they are equal.
  private static double similarity(String a, String b) {
    String x = a.length() <= 200 ? a : a.substring(0, 200);
    String y = b.length() <= 200 ? b : b.substring(0, 200);
    if (x.isEmpty() || y.isEmpty()) {
      return 0;
    }
    int[] above = new int[y.length() + 1];
    for (int i = 0; i < x.length(); i++) {
      int[] row = new int[y.length() + 1];
      for (int j = 0; j < y.length(); j++) {
        row[j + 1] = x.charAt(i) == y.charAt(j) ? above[j] + 1 : Math.max(above[j + 1], row[j]);
      }
      above = row;
    }
    return 2.0 * above[y.length()] / (x.length() + y.length());
  }
}
