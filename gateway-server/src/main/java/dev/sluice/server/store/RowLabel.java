package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The few texts that many rows share.
record RowLabel(
    String keyId,
    @Nullable String team,
    @Nullable String provider,
    String model,
    String tier,
    @Nullable String task,
    String kind,
    String state,
    String stream,
    String cache,
    @Nullable String priceVersion) {

  static final List<String> COLUMNS =
      List.of(
          "key_id",
          "team",
          "provider",
          "model",
          "tier",
          "task",
          "kind",
          "state",
          "stream",
          "cache",
          "price_version");

  static RowLabel of(LedgerRow row) {
    return new RowLabel(
        row.payer().keyId(),
        row.payer().team(),
        row.target().provider(),
        row.target().model(),
        row.target().tier(),
        row.target().task(),
        row.kind().wireName(),
        row.state().wireName(),
        Boolean.toString(row.result().stream()),
        row.result().cache(),
        row.charge().priceVersion());
  }

  /// In the order of the columns.
  @Nullable String[] texts() {
    return new @Nullable String[] {
      keyId, team, provider, model, tier, task, kind, state, stream, cache, priceVersion
    };
  }
}
