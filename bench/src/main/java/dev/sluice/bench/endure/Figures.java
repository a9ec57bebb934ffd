package dev.sluice.bench.endure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Numbers of one kind that were measured, in any order. Any thread.
final class Figures {

  private final List<Double> values = Collections.synchronizedList(new ArrayList<>());

  void add(double value) {
    values.add(value);
  }

  int count() {
    return values.size();
  }

  double median() {
    return quantile(0.5);
  }

  double max() {
    return quantile(1);
  }

  /// The value that so large a share does not exceed; 0 without values.
  double quantile(double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(index, 0));
  }

  /// `median p99 max`, for a table.
  String spread(String unit) {
    return "p50 "
        + Report.number(median())
        + unit
        + ", p99 "
        + Report.number(quantile(0.99))
        + unit
        + ", max "
        + Report.number(max())
        + unit;
  }
}
