package dev.sluice.server.store;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is summed over rows: a number at each place of an array.
final class Sums {

  /// The columns, in the order of the places. The order is that of the stored numbers: new ones go
  /// to the end.
  static final List<String> COLUMNS =
      List.of(
          "requests",
          "attempts",
          "hits",
          "input",
          "cached_input",
          "cache_write",
          "output",
          "reasoning",
          "cost",
          "estimated",
          "unknown",
          "unpriced",
          "baseline_low",
          "baseline_mid",
          "baseline_high",
          "baseline_assumed",
          "standard_low",
          "standard_mid",
          "standard_high",
          "standard_assumed");

  private static final int REQUESTS = 0;
  private static final int ATTEMPTS = 1;
  private static final int HITS = 2;
  private static final int INPUT = 3;
  private static final int CACHED_INPUT = 4;
  private static final int CACHE_WRITE = 5;
  private static final int OUTPUT = 6;
  private static final int REASONING = 7;
  private static final int COST = 8;
  private static final int ESTIMATED = 9;
  private static final int UNKNOWN = 10;
  private static final int UNPRICED = 11;
  private static final int BASELINE = 12; // low, mid, high, how many are assumed
  private static final int STANDARD = 16;

  /// The most that one row adds to a sum, a million dollars, so that no number that a provider
  /// makes up can overflow a sum and with it block the ledger.
  private static final long MOST = 1_000_000_000_000_000L;

  private Sums() {}

  static long[] none() {
    return new long[COLUMNS.size()];
  }

  /// Adds one row.
  static void add(LedgerRow row, long[] sums) {
    boolean correction = row.corrects() != null;
    if (!correction) {
      count(row, sums);
    }
    tokens(row.tokens(), sums);
    money(row, sums);
  }

  /// Adds other sums.
  static void add(long[] other, long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other[i];
    }
  }

  static ReportLine line(List<String> groups, long[] sums) {
    return new ReportLine(
        groups,
        sums[REQUESTS],
        sums[ATTEMPTS],
        sums[HITS],
        new Usage(
            sums[INPUT], sums[CACHED_INPUT], sums[CACHE_WRITE], sums[OUTPUT], sums[REASONING]),
        Usd.ofNanos(sums[COST]),
        Usd.ofNanos(sums[ESTIMATED]),
        Usd.ofNanos(sums[UNKNOWN]),
        estimate(BASELINE, sums),
        estimate(STANDARD, sums),
        sums[UNPRICED]);
  }

  static Usd cost(long[] sums) {
    return Usd.ofNanos(sums[COST]);
  }

  private static void count(LedgerRow row, long[] sums) {
    if (row.kind() == Kind.HIT) {
      add(HITS, row.count(), sums);
      add(REQUESTS, row.count(), sums);
      return;
    }
    add(ATTEMPTS, 1, sums);
    if (row.kind() == Kind.ANSWER && row.result().status() / 100 == 2) {
      add(REQUESTS, 1, sums);
    }
    if (row.charge().cost() == null) {
      add(UNPRICED, 1, sums);
    }
  }

  private static void tokens(Usage tokens, long[] sums) {
    add(INPUT, tokens.input(), sums);
    add(CACHED_INPUT, tokens.cachedInput(), sums);
    add(CACHE_WRITE, tokens.cacheWrite(), sums);
    add(OUTPUT, tokens.output(), sums);
    add(REASONING, tokens.reasoning(), sums);
  }

  private static void money(LedgerRow row, long[] sums) {
    Usd cost = row.charge().cost();
    if (cost != null) {
      add(COST, cost.nanos(), sums);
      if (row.state() == State.ESTIMATED) {
        add(ESTIMATED, cost.nanos(), sums);
      } else if (row.state() == State.UNKNOWN) {
        add(UNKNOWN, cost.nanos(), sums);
      }
    }
    estimate(BASELINE, row.charge().baseline(), sums);
    estimate(STANDARD, row.charge().standard(), sums);
  }

  private static void estimate(int first, @Nullable Estimate estimate, long[] sums) {
    if (estimate != null) {
      sums[first] += bounded(estimate.low().nanos());
      sums[first + 1] += bounded(estimate.mid().nanos());
      sums[first + 2] += bounded(estimate.high().nanos());
      sums[first + 3] += estimate.assumed() ? 1 : 0;
    }
  }

  private static Estimate estimate(int first, long[] sums) {
    return new Estimate(
        Usd.ofNanos(sums[first]),
        Usd.ofNanos(sums[first + 1]),
        Usd.ofNanos(sums[first + 2]),
        sums[first + 3] > 0);
  }

  private static void add(int sum, long value, long[] sums) {
    sums[sum] += bounded(value);
  }

  private static long bounded(long value) {
    return Math.clamp(value, -MOST, MOST);
  }
}
