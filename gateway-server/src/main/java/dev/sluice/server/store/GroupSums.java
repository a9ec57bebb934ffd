package dev.sluice.server.store;

import dev.sluice.gateway.ledger.ReportLine;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sums of a report while it is made, by the values of its groups. One thread.
final class GroupSums {

  private static final Comparator<List<String>> ORDER = GroupSums::compare;

  private final Map<List<String>, long[]> groups = new HashMap<>();

  /// What has been summed of this group, to add to.
  long[] of(List<String> values) {
    return groups.computeIfAbsent(values, key -> Sums.none());
  }

  Map<List<String>, long[]> all() {
    return groups;
  }

  /// In the order of the values.
  List<ReportLine> lines() {
    return groups.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .map(group -> Sums.line(group.getKey(), group.getValue()))
        .toList();
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
