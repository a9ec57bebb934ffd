package dev.sluice.server.demo;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers that the gate refused, read from the route traces.
///
/// @param requests that a dearer model had to answer
/// @param reasons refused answers by reason, the most frequent first
public record Escalations(int requests, Map<String, Integer> reasons) {

  private static final Pattern REFUSED = Pattern.compile(":reject\\(([^)]*)\\)");

  static Escalations of(List<Observation> observations) {
    Map<String, Integer> reasons = new TreeMap<>();
    int requests = 0;
    for (Observation observation : observations) {
      Matcher refused = REFUSED.matcher(observation.facts().route());
      requests += refused.find() ? 1 : 0;
      refused.reset().results().forEach(r -> reasons.merge(r.group(1), 1, Integer::sum));
    }
    return new Escalations(requests, mostFrequentFirst(reasons));
  }

  private static Map<String, Integer> mostFrequentFirst(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, Integer::sum, LinkedHashMap::new));
  }
}
