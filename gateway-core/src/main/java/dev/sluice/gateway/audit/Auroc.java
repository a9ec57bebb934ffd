package dev.sluice.gateway.audit;

import java.util.Comparator;
import java.util.List;

/// How well a score tells good answers from bad ones: the probability that a good one has the
/// higher score, ties counting half (Mann and Whitney, 1947, by midranks).
public final class Auroc {

  private Auroc() {}

  /// One answer.
  public record Scored(double score, boolean good) {}

  /// 0.5 says nothing, 1 everything; NaN where all are good or all are bad.
  public static double of(List<Scored> sample) {
    List<Scored> sorted =
        sample.stream().sorted(Comparator.comparingDouble(Scored::score)).toList();
    double rankSum = 0;
    long good = 0;
    int start = 0;
    while (start < sorted.size()) {
      int end = start;
      long tiedGood = 0;
      while (end < sorted.size()
          && Double.compare(sorted.get(end).score(), sorted.get(start).score()) == 0) {
        tiedGood += sorted.get(end).good() ? 1 : 0;
        end++;
      }
      double midrank = (start + 1 + end) / 2.0;
      rankSum += tiedGood * midrank;
      good += tiedGood;
      start = end;
    }
    long bad = sorted.size() - good;
    if (good == 0 || bad == 0) {
      return Double.NaN;
    }
    return (rankSum - good * (good + 1) / 2.0) / ((double) good * bad);
  }
}
