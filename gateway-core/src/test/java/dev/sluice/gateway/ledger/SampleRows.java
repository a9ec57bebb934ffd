package dev.sluice.gateway.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Rows of plausible size.
final class SampleRows {

  static final Instant TIME = Instant.parse("2026-11-24T10:15:30.123456789Z");
  private static final Target TARGET =
      new Target("global", "deepseek-v4-flash", "standard", "simple_qa");
  private static final Payer PAYER = new Payer("team-a", "search", Map.of("feature", "chat"));

  private SampleRows() {}

  static LedgerRow intent(String requestId, int attempt) {
    return row(requestId, attempt, State.UNKNOWN, 0, null, Usage.NONE, Usd.ofNanos(125_000), PAYER);
  }

  static LedgerRow ended(String requestId, int attempt) {
    return row(
        requestId,
        attempt,
        State.SETTLED,
        200,
        "0193-7f3a-" + requestId,
        new Usage(812, 0, 0, 143, 0),
        Usd.ofNanos(116_950),
        PAYER);
  }

  /// Rows of some 5 kB, so that files fill up soon.
  static LedgerRow fat(LedgerRow row) {
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      tags.put("tag" + i, "x".repeat(250));
    }
    return new LedgerRow(
        row.requestId(),
        row.attempt(),
        row.time(),
        row.kind(),
        row.state(),
        row.target(),
        row.result(),
        row.tokens(),
        row.charge(),
        new Payer(row.payer().keyId(), row.payer().team(), tags),
        row.count(),
        row.corrects());
  }

  static LedgerRow hit(String requestId, String key, Instant time) {
    return hit(requestId, key, time, "hit", estimate(1_000));
  }

  static LedgerRow hit(
      String requestId, String key, Instant time, String cache, @Nullable Estimate baseline) {
    return new LedgerRow(
        requestId,
        0,
        time,
        Kind.HIT,
        State.FREE,
        new Target(null, "deepseek-v4-flash", "standard", "simple_qa"),
        new Result(200, false, null, cache, 3),
        Usage.NONE,
        new Charge(Usd.ZERO, Usd.ZERO, baseline, estimate(10), null),
        new Payer(key, null, Map.of()),
        1,
        null);
  }

  static Estimate estimate(long nanos) {
    return new Estimate(Usd.ofNanos(nanos / 2), Usd.ofNanos(nanos), Usd.ofNanos(nanos * 2), false);
  }

  private static LedgerRow row(
      String requestId,
      int attempt,
      State state,
      int status,
      @Nullable String upstreamId,
      Usage tokens,
      Usd cost,
      Payer payer) {
    boolean ended = state != State.UNKNOWN;
    return new LedgerRow(
        requestId,
        attempt,
        TIME,
        Kind.ANSWER,
        state,
        TARGET,
        new Result(status, true, upstreamId, "miss", ended ? 1_234 : 0),
        tokens,
        new Charge(
            cost,
            Usd.ofNanos(125_000),
            ended ? estimate(2_345_000) : Estimate.NOTHING,
            ended ? estimate(116_950) : Estimate.NOTHING,
            "deepseek-v4-flash@2026-11-24"),
        payer,
        1,
        null);
  }
}
