package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Quantiles;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.server.evaluate.RoutesReport.Run;
import dev.sluice.server.evaluate.RoutesReport.Share;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What only a replay tells: how often models were asked, what was paid beside the served answers,
/// how long the gateway took, and what tasks it saw.
final class RunFigures {

  private RunFigures() {}

  static Run of(List<Served> served, List<CostView> views) {
    Quantiles overhead =
        Quantiles.of(served.stream().mapToDouble(Served::overheadMillis).toArray());
    return new Run(
        served.stream().mapToInt(one -> one.paid().size()).average().orElse(Double.NaN),
        parts(served, views, kind -> kind == LedgerRow.Kind.DRAFT),
        parts(served, views, kind -> kind == LedgerRow.Kind.JUDGE),
        overhead.at(0.5),
        overhead.at(0.99));
  }

  private static List<Double> parts(
      List<Served> served, List<CostView> views, Predicate<LedgerRow.Kind> kinds) {
    return views.stream()
        .map(view -> cost(served, view, kinds) / cost(served, view, _ -> true))
        .toList();
  }

  private static double cost(List<Served> served, CostView view, Predicate<LedgerRow.Kind> kinds) {
    return served.stream()
        .flatMap(one -> one.paid().stream())
        .filter(paid -> kinds.test(paid.kind()))
        .mapToDouble(view::cost)
        .sum();
  }

  /// How many prompts each task got, and what part of the whole they are by their sets' weights.
  static List<Share> tasks(Suite suite, List<Served> served) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Double> shares = new TreeMap<>();
    for (int i = 0; i < served.size(); i++) {
      String task = served.get(i).task();
      int set = suite.cases().get(i).set();
      double weight = suite.strata().weights().get(set) / suite.prompts(set);
      counts.merge(task, 1, Integer::sum);
      shares.merge(task, weight, Double::sum);
    }
    return counts.entrySet().stream()
        .map(entry ->
            new Share(entry.getKey(), entry.getValue(), shares.getOrDefault(entry.getKey(), 0.0)))
        .sorted((a, b) -> Double.compare(b.share(), a.share()))
        .toList();
  }
}
