package dev.sluice.gateway.ledger;

import dev.sluice.gateway.money.PriceEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The port to what has been recorded. Waits for the database; any thread that may.
public interface LedgerQueries {

  /// The rows within the time, oldest first; exact hits summed per minute, key, model, task, tier
  /// and tags, however many rows hold them.
  ///
  /// @param since inclusive
  /// @param until exclusive
  void rows(Instant since, Instant until, Consumer<LedgerRow> sink) throws StoreFailure;

  /// All rows of one request, by attempt; those that correct them come after.
  List<LedgerRow> request(String requestId) throws StoreFailure;

  /// The newest rows, newest first.
  List<LedgerRow> newest(int limit) throws StoreFailure;

  /// Sums by the wanted groups, in the order of the groups' names.
  List<ReportLine> report(ReportQuery query) throws StoreFailure;

  /// All prices that rows may name, oldest first.
  List<PriceEntry> prices() throws StoreFailure;

  /// What each key and each team has spent in this UTC day, this UTC month and ever.
  List<Spending> spending(Instant now) throws StoreFailure;

  /// The row with this key, `request_id/attempt`.
  Optional<LedgerRow> row(String key) throws StoreFailure;
}
