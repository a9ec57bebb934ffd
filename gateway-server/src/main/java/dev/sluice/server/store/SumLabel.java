package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a row's sums are kept by, besides the time; empty texts where a row has none.
record SumLabel(String team, String key, String model, String task, String tier, String lever) {

  static final List<String> COLUMNS = List.of("team", "key_id", "model", "task", "tier", "lever");

  static SumLabel of(LedgerRow row) {
    return new SumLabel(
        text(row.payer().team()),
        row.payer().keyId(),
        row.target().model(),
        text(row.target().task()),
        row.target().tier(),
        lever(row.kind()));
  }

  /// In the order of the columns.
  @Nullable String[] texts() {
    return new @Nullable String[] {team, key, model, task, tier, lever};
  }

  /// Where the values of a report's column stand.
  static String column(Column column) {
    return switch (column) {
      case TEAM -> "team";
      case KEY -> "key_id";
      case MODEL -> "model";
      case TASK -> "task";
      case TIER -> "tier";
      case LEVER -> "lever";
      case DAY -> throw new IllegalArgumentException("a label knows no day");
    };
  }

  /// Its value in a report; the day is not a label's.
  String value(Column column) {
    return switch (column) {
      case TEAM -> team;
      case KEY -> key;
      case MODEL -> model;
      case TASK -> task;
      case TIER -> tier;
      case LEVER -> lever;
      case DAY -> throw new IllegalArgumentException("a label knows no day");
    };
  }

  /// What saved the money, or lost it.
  private static String lever(LedgerRow.Kind kind) {
    return switch (kind) {
      case HIT -> "cache";
      case COMPRESSION -> "compression";
      case ANSWER, DRAFT, JUDGE, SHADOW -> "routing";
    };
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
