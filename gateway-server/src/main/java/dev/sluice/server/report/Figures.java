package dev.sluice.server.report;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What follows from the sums of a line: savings, and the sum of many lines.
final class Figures {

  private Figures() {}

  /// What the counterpart would have cost and was not paid; negative where more was paid.
  static Estimate saved(Estimate counterpart, Usd cost) {
    return new Estimate(
        counterpart.low().minus(cost),
        counterpart.mid().minus(cost),
        counterpart.high().minus(cost),
        counterpart.assumed());
  }

  static ReportLine total(List<ReportLine> lines) {
    ReportLine none =
        new ReportLine(
            List.of(),
            0,
            0,
            0,
            Usage.NONE,
            Usd.ZERO,
            Usd.ZERO,
            Usd.ZERO,
            Estimate.NOTHING,
            Estimate.NOTHING,
            0);
    return lines.stream().reduce(none, Figures::plus);
  }

  private static ReportLine plus(ReportLine a, ReportLine b) {
    return new ReportLine(
        List.of(),
        a.requests() + b.requests(),
        a.attempts() + b.attempts(),
        a.hits() + b.hits(),
        a.tokens().plus(b.tokens()),
        a.cost().plus(b.cost()),
        a.estimated().plus(b.estimated()),
        a.unknown().plus(b.unknown()),
        a.baseline().plus(b.baseline()),
        a.standard().plus(b.standard()),
        a.unpriced() + b.unpriced());
  }

  /// The counts, by the names that CSV and JSON use.
  static Map<String, Long> counts(ReportLine line) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("requests", line.requests());
    counts.put("hits", line.hits());
    counts.put("attempts", line.attempts());
    counts.put("unpriced", line.unpriced());
    counts.put("input_tokens", line.tokens().input());
    counts.put("cached_input_tokens", line.tokens().cachedInput());
    counts.put("cache_write_tokens", line.tokens().cacheWrite());
    counts.put("output_tokens", line.tokens().output());
    counts.put("reasoning_tokens", line.tokens().reasoning());
    return counts;
  }

  /// The amounts, by the names that CSV and JSON use, without the unit.
  static Map<String, Usd> amounts(ReportLine line) {
    Map<String, Usd> amounts = new LinkedHashMap<>();
    amounts.put("cost", line.cost());
    amounts.put("estimated", line.estimated());
    amounts.put("unknown", line.unknown());
    put(amounts, "baseline", line.baseline());
    put(amounts, "saved", saved(line.baseline(), line.cost()));
    put(amounts, "standard", line.standard());
    put(amounts, "saved_against_standard", saved(line.standard(), line.cost()));
    return amounts;
  }

  private static void put(Map<String, Usd> amounts, String name, Estimate estimate) {
    amounts.put(name + "_low", estimate.low());
    amounts.put(name, estimate.mid());
    amounts.put(name + "_high", estimate.high());
  }
}
