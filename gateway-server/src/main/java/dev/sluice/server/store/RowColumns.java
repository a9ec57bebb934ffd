package dev.sluice.server.store;

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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A row of the ledger as columns, in both directions.
final class RowColumns {

  static final List<String> NAMES =
      List.of(
          "request_id",
          "attempt",
          "time",
          "label",
          "status",
          "upstream_request_id",
          "latency_ms",
          "input",
          "cached_input",
          "cache_write",
          "output",
          "reasoning",
          "cost",
          "reserved",
          "baseline_low",
          "baseline_mid",
          "baseline_high",
          "standard_low",
          "standard_mid",
          "standard_high",
          "assumed",
          "tags",
          "count",
          "corrects");

  /// Those that are text; all others are integers.
  static final Set<String> TEXTS = Set.of("request_id", "upstream_request_id", "tags", "corrects");

  static final String SELECT =
      "SELECT l.%s, r.%s FROM ledger l JOIN row_labels r ON r.id = l.label "
          .formatted(String.join(", l.", NAMES), String.join(", r.", RowLabel.COLUMNS));

  private static final int FIRST_OF_LABEL = NAMES.size() + 1;

  private RowColumns() {}

  /// In the order of the names; texts and `Long`.
  static @Nullable Object[] values(LedgerRow row, long label) {
    Usage tokens = row.tokens();
    Charge charge = row.charge();
    Estimate baseline = charge.baseline();
    Estimate standard = charge.standard();
    return new @Nullable Object[] {
      Texts.storable(row.requestId()),
      (long) row.attempt(),
      Texts.micros(row.time()),
      label,
      (long) row.result().status(),
      text(row.result().upstreamRequestId()),
      row.result().latencyMillis(),
      tokens.input(),
      tokens.cachedInput(),
      tokens.cacheWrite(),
      tokens.output(),
      tokens.reasoning(),
      nanos(charge.cost()),
      charge.reserved().nanos(),
      baseline == null ? null : nanos(baseline.low()),
      baseline == null ? null : nanos(baseline.mid()),
      baseline == null ? null : nanos(baseline.high()),
      standard == null ? null : nanos(standard.low()),
      standard == null ? null : nanos(standard.mid()),
      standard == null ? null : nanos(standard.high()),
      assumed(baseline) + 2 * assumed(standard),
      row.payer().tags().isEmpty() ? null : Texts.tags(row.payer().tags()),
      row.count(),
      text(row.corrects())
    };
  }

  /// All rows that a statement of this `SELECT` finds.
  static List<LedgerRow> list(PreparedStatement select) throws SQLException {
    List<LedgerRow> rows = new ArrayList<>();
    each(select, rows::add);
    return rows;
  }

  /// The same one by one.
  static void each(PreparedStatement select, Consumer<LedgerRow> sink) throws SQLException {
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        sink.accept(read(found));
      }
    }
  }

  private static LedgerRow read(ResultSet r) throws SQLException {
    long assumed = r.getLong(21);
    String tags = r.getString(22);
    Usage tokens =
        new Usage(r.getLong(8), r.getLong(9), r.getLong(10), r.getLong(11), r.getLong(12));
    Charge charge =
        new Charge(
            usd(r, 13),
            Usd.ofNanos(r.getLong(14)),
            estimate(r, 15, (assumed & 1) != 0),
            estimate(r, 18, (assumed & 2) != 0),
            r.getString(FIRST_OF_LABEL + 10));
    return new LedgerRow(
        r.getString(1),
        r.getInt(2),
        Texts.time(r.getLong(3)),
        Kind.valueOf(r.getString(FIRST_OF_LABEL + 6).toUpperCase(Locale.ROOT)),
        State.valueOf(r.getString(FIRST_OF_LABEL + 7).toUpperCase(Locale.ROOT)),
        target(r),
        result(r),
        tokens,
        charge,
        new Payer(
            r.getString(FIRST_OF_LABEL),
            r.getString(FIRST_OF_LABEL + 1),
            tags == null ? Map.of() : Texts.tags(tags)),
        r.getLong(23),
        r.getString(24));
  }

  private static Target target(ResultSet r) throws SQLException {
    return new Target(
        r.getString(FIRST_OF_LABEL + 2),
        r.getString(FIRST_OF_LABEL + 3),
        r.getString(FIRST_OF_LABEL + 4),
        r.getString(FIRST_OF_LABEL + 5));
  }

  private static Result result(ResultSet r) throws SQLException {
    return new Result(
        r.getInt(5),
        Boolean.parseBoolean(r.getString(FIRST_OF_LABEL + 8)),
        r.getString(6),
        r.getString(FIRST_OF_LABEL + 9),
        r.getLong(7));
  }

  private static @Nullable Usd usd(ResultSet r, int column) throws SQLException {
    long nanos = r.getLong(column);
    return r.wasNull() ? null : Usd.ofNanos(nanos);
  }

  private static @Nullable Estimate estimate(ResultSet r, int column, boolean assumed)
      throws SQLException {
    Usd low = usd(r, column);
    Usd mid = usd(r, column + 1);
    Usd high = usd(r, column + 2);
    return low == null || mid == null || high == null
        ? null
        : new Estimate(low, mid, high, assumed);
  }

  private static long assumed(@Nullable Estimate estimate) {
    return estimate != null && estimate.assumed() ? 1 : 0;
  }

  private static @Nullable Long nanos(@Nullable Usd amount) {
    return amount == null ? null : amount.nanos();
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null ? null : Texts.storable(text);
  }
}
