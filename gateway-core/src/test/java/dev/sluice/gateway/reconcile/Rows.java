package dev.sluice.gateway.reconcile;

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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of the ledger for tests.
record Rows(String provider, String model, Instant time) {

  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  static Rows usual() {
    return new Rows("global", "small", NOON);
  }

  Rows at(Instant other) {
    return new Rows(provider, model, other);
  }

  Rows of(String otherProvider, String otherModel) {
    return new Rows(otherProvider, otherModel, time);
  }

  LedgerRow row(String id, State state, Usage tokens, @Nullable Long nanos) {
    return row(id, "up-" + id, state, tokens, nanos);
  }

  LedgerRow row(
      String id, @Nullable String upstream, State state, Usage tokens, @Nullable Long nanos) {
    return new LedgerRow(
        id,
        0,
        time,
        Kind.ANSWER,
        state,
        new Target(provider, model, "budget", "general"),
        new Result(200, false, upstream, "miss", 12),
        tokens,
        new Charge(
            nanos == null ? null : Usd.ofNanos(nanos),
            Usd.ofNanos(1_000),
            Estimate.NOTHING,
            null,
            nanos == null ? null : model + "@2026-11-01"),
        new Payer("key_1", "blue", Map.of("app", "x")),
        1,
        null);
  }
}
