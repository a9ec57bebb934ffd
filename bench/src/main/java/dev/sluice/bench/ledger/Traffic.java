package dev.sluice.bench.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
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
import java.util.SplittableRandom;

/// Rows as 200 keys of 20 teams make them: few keys make most requests, each key has three tasks,
/// each task two models; one row in eight is a hit, one in ten a draft. Evenly over the time.
final class Traffic {

  private static final int KEYS = 200;
  private static final int TEAMS = 20;
  private static final List<String> TASKS =
      List.of(
          "simple_qa",
          "classification",
          "summarization",
          "translation",
          "code_generation",
          "complex_reasoning",
          "general");
  private static final List<String> MODELS =
      List.of(
          "Qwen/Qwen3-8B",
          "deepseek-v4-flash",
          "deepseek-reasoner",
          "deepseek-coder",
          "Qwen/Qwen3-32B",
          "Qwen-MT-Turbo");
  private static final List<String> TIERS =
      List.of("budget", "standard", "premium", "standard", "standard", "standard");
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final SplittableRandom random = new SplittableRandom(1);
  private final Instant start;
  private final double nanosPerRow;
  private long made;

  /// @param rows how many there will be
  Traffic(Instant start, Duration span, long rows) {
    this.start = start;
    this.nanosPerRow = (double) span.toNanos() / rows;
  }

  List<LedgerRow> next(int count) {
    List<LedgerRow> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(row(start.plusNanos((long) (made++ * nanosPerRow))));
    }
    return rows;
  }

  private LedgerRow row(Instant time) {
    int key = (int) (KEYS * Math.pow(random.nextDouble(), 3));
    int task = (key + random.nextInt(3)) % TASKS.size();
    int model = (task + random.nextInt(2)) % MODELS.size();
    int dice = random.nextInt(80);
    Kind kind = dice < 10 ? Kind.HIT : dice < 18 ? Kind.DRAFT : Kind.ANSWER;
    boolean hit = kind == Kind.HIT;
    return new LedgerRow(
        ulid(time),
        0,
        time,
        kind,
        hit ? State.FREE : State.SETTLED,
        new Target(hit ? null : "global", MODELS.get(model), TIERS.get(model), TASKS.get(task)),
        new Result(
            200,
            random.nextBoolean(),
            hit ? null : "req_" + Long.toHexString(random.nextLong()) + "0123456789abcdef",
            hit ? "hit" : "miss",
            hit ? 1 : random.nextInt(200, 20_000)),
        hit ? Usage.NONE : new Usage(random.nextInt(4000), 0, 0, random.nextInt(900), 0),
        charge(hit, kind == Kind.DRAFT, MODELS.get(model)),
        new Payer(keyId(key), "team-" + key % TEAMS, Map.of("app", "app-" + random.nextInt(8))),
        1,
        null);
  }

  private Charge charge(boolean hit, boolean draft, String model) {
    return new Charge(
        hit ? Usd.ZERO : Usd.ofNanos(random.nextInt(2_000_000)),
        hit ? Usd.ZERO : Usd.ofNanos(3_000_000),
        draft ? Estimate.NOTHING : estimate(random.nextInt(20_000_000)),
        draft ? Estimate.NOTHING : estimate(random.nextInt(2_000_000)),
        hit ? null : model + "@2026-11-24");
  }

  private static Estimate estimate(long nanos) {
    return new Estimate(
        Usd.ofNanos(nanos * 7 / 10), Usd.ofNanos(nanos), Usd.ofNanos(nanos * 3 / 2), true);
  }

  private static String keyId(int key) {
    return "key_01JDAAAAAAAAAAAAAAAAAAA%03d".formatted(key);
  }

  private String ulid(Instant time) {
    char[] text = new char[26];
    long millis = time.toEpochMilli();
    for (int i = 9; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (millis & 31));
      millis >>= 5;
    }
    for (int i = 10; i < 26; i++) {
      text[i] = DIGITS.charAt(random.nextInt(32));
    }
    return new String(text);
  }
}
