package dev.sluice.server.books;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A few rows of every kind.
public final class SampleRows {

  public static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");

  private SampleRows() {}

  /// An answer, a draft before it that had to be estimated, a hit that stands for three, and an
  /// answer of a model without a price.
  public static List<LedgerRow> all() {
    Payer payer = new Payer("key_1", "blue", Map.of("app", "chat", "env", "t\u00ebst"));
    return List.of(
        new LedgerRow(
            "01KAG8H8G00000000000000001",
            0,
            TIME,
            Kind.DRAFT,
            State.ESTIMATED,
            new Target("global", "Qwen/Qwen3-8B", "budget", "simple_qa"),
            new Result(200, false, null, "miss", 180),
            new Usage(1_000, 0, 0, 300, 0),
            new Charge(
                Usd.ofNanos(6_000),
                Usd.ofNanos(9_000),
                Estimate.NOTHING,
                Estimate.NOTHING,
                "Qwen/Qwen3-8B@2026-11-01"),
            payer,
            1,
            null),
        answer(payer),
        new LedgerRow(
            "01KAG8H8G00000000000000002",
            0,
            TIME.plusSeconds(60),
            Kind.HIT,
            State.FREE,
            new Target(null, "deepseek-v4-flash", "standard", "simple_qa"),
            new Result(200, true, null, "hit", 0),
            Usage.NONE,
            new Charge(Usd.ZERO, Usd.ZERO, estimate(3_000_000), estimate(600_000), null),
            payer,
            3,
            null),
        new LedgerRow(
            "01KAG8H8G00000000000000003",
            0,
            TIME.plusSeconds(120),
            Kind.ANSWER,
            State.SETTLED,
            new Target("other", "mystery", "direct", null),
            new Result(200, true, "req_9", "bypass", 700),
            new Usage(50, 0, 0, 20, 5),
            new Charge(null, Usd.ZERO, null, null, null),
            new Payer("open", null, Map.of()),
            1,
            null));
  }

  private static LedgerRow answer(Payer payer) {
    return new LedgerRow(
        "01KAG8H8G00000000000000001",
        1,
        TIME.plusMillis(200),
        Kind.ANSWER,
        State.SETTLED,
        new Target("global", "deepseek-v4-flash", "standard", "simple_qa"),
        new Result(200, false, "req_1", "miss", 900),
        new Usage(900, 100, 0, 280, 20),
        new Charge(
            Usd.ofNanos(200_000),
            Usd.ofNanos(900_000),
            estimate(5_000_000),
            estimate(150_000),
            "deepseek-v4-flash@2026-11-01"),
        payer,
        1,
        null);
  }

  private static Estimate estimate(long nanos) {
    return new Estimate(Usd.ofNanos(nanos / 2), Usd.ofNanos(nanos), Usd.ofNanos(nanos * 2), true);
  }
}
