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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Rows for tests: plain ones to vary, and random ones as traffic makes them.
public final class LedgerRows {

  private static final List<String> MODELS = List.of("Qwen/Qwen3-8B", "deepseek-v4-flash", "other");
  private static final List<String> TIERS = List.of("budget", "standard", "direct");

  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final List<State> STATES = List.of(State.values());

  private LedgerRows() {}

  /// An attempt that was served, for key `k` of no team.
  public static LedgerRow answer(String requestId, Instant time, long costNanos) {
    return row(
        requestId, 0, time, Kind.ANSWER, State.SETTLED, Usd.ofNanos(costNanos), payer(), null);
  }

  /// The same for somebody else.
  public static LedgerRow answer(String requestId, Instant time, long costNanos, Payer payer) {
    return row(requestId, 0, time, Kind.ANSWER, State.SETTLED, Usd.ofNanos(costNanos), payer, null);
  }

  /// An exact hit.
  public static LedgerRow hit(String requestId, Instant time, Payer payer) {
    return row(requestId, 0, time, Kind.HIT, State.FREE, Usd.ZERO, payer, null);
  }

  /// A difference to another row.
  public static LedgerRow correction(String requestId, Instant time, String of, long nanos) {
    return row(requestId, 0, time, Kind.ANSWER, State.SETTLED, Usd.ofNanos(nanos), payer(), of);
  }

  public static Payer payer() {
    return new Payer("k", null, Map.of());
  }

  public static LedgerRow row(
      String requestId,
      int attempt,
      Instant time,
      Kind kind,
      State state,
      @Nullable Usd cost,
      Payer payer,
      @Nullable String corrects) {
    boolean hit = kind == Kind.HIT;
    return new LedgerRow(
        requestId,
        attempt,
        time,
        kind,
        state,
        new Target(hit ? null : "global", "deepseek-v4-flash", "standard", "general"),
        new Result(200, false, hit ? null : "req-" + requestId, hit ? "hit" : "miss", 120),
        hit ? Usage.NONE : new Usage(900, 100, 0, 150, 20),
        new Charge(
            cost,
            Usd.ofNanos(5000),
            kind == Kind.ANSWER || hit ? estimate(3000, true) : Estimate.NOTHING,
            Estimate.NOTHING,
            cost == null ? null : "deepseek-v4-flash@2026-11-24"),
        payer,
        1,
        corrects);
  }

  /// As many as wanted, spread over the time, of few keys, teams, models and tasks; corrections and
  /// hits among them.
  public static List<LedgerRow> random(
      RandomGenerator random, String prefix, int count, Instant from, Duration span) {
    List<LedgerRow> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Instant time = from.plusNanos(random.nextLong(span.toNanos()) / 1000 * 1000);
      rows.add(random(random, prefix + i, time));
    }
    return rows;
  }

  private static LedgerRow random(RandomGenerator random, String requestId, Instant time) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    boolean hit = kind == Kind.HIT;
    boolean correction = !hit && random.nextInt(10) == 0;
    int model = random.nextInt(MODELS.size());
    boolean priced = model < 2;
    long cost = random.nextLong(1_000_000) - (correction ? 500_000 : 0);
    return new LedgerRow(
        requestId,
        random.nextInt(3),
        time,
        kind,
        hit ? State.FREE : STATES.get(random.nextInt(STATES.size())),
        new Target(
            hit ? null : "global",
            MODELS.get(model),
            TIERS.get(model),
            random.nextInt(4) == 0 ? null : "task-" + random.nextInt(3)),
        new Result(random.nextInt(5) == 0 ? 500 : 200, random.nextBoolean(), null, "miss", 7),
        hit ? Usage.NONE : tokens(random),
        new Charge(
            hit ? Usd.ZERO : priced ? Usd.ofNanos(cost) : null,
            Usd.ofNanos(1_000_000),
            random.nextInt(4) == 0 ? null : estimate(random.nextInt(9000), random.nextBoolean()),
            estimate(random.nextInt(5000), false),
            priced ? "v" + model : null),
        new Payer(
            "key-" + random.nextInt(4),
            random.nextInt(3) == 0 ? null : "team-" + random.nextInt(2),
            random.nextBoolean() ? Map.of() : Map.of("app", "a" + random.nextInt(3))),
        hit ? 1 + random.nextInt(40) : 1,
        correction ? requestId + "-before/0" : null);
  }

  private static Usage tokens(RandomGenerator random) {
    return new Usage(
        random.nextInt(4000),
        sometimes(random, 4000),
        sometimes(random, 500),
        random.nextInt(900),
        sometimes(random, 900));
  }

  private static long sometimes(RandomGenerator random, int below) {
    return random.nextBoolean() ? random.nextInt(below) : 0;
  }

  static Estimate estimate(long nanos, boolean assumed) {
    return new Estimate(
        Usd.ofNanos(nanos), Usd.ofNanos(nanos * 2), Usd.ofNanos(nanos * 3), assumed);
  }
}
