package dev.sluice.gateway.shadow;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The latest verdicts about one rung's answers, the oldest leaving first. Any thread.
///
/// One verdict for each answer: a later one takes the place of the earlier.
public final class Verdicts {

  /// How many are remembered: enough for ±3 points at a quality of 0.8.
  public static final int MOST = 1000;

  private final Map<String, Boolean> byAnswer = new LinkedHashMap<>();
  private int good;

  /// @param answer the id of the request that it answered
  synchronized void add(String answer, boolean isGood) {
    Boolean before = byAnswer.put(answer, isGood);
    good += (isGood ? 1 : 0) - (Boolean.TRUE.equals(before) ? 1 : 0);
    if (byAnswer.size() > MOST) {
      Iterator<Boolean> oldest = byAnswer.values().iterator();
      good -= oldest.next() ? 1 : 0;
      oldest.remove();
    }
  }

  /// How many are remembered now.
  public synchronized int count() {
    return byAnswer.size();
  }

  /// The share of good ones.
  public synchronized Interval share() {
    return Interval.of(good, byAnswer.size());
  }
}
