package dev.sluice.server.store;

import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.ledger.HitMerge;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportLine;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.Spending;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.gateway.money.PriceEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/// What both databases do in the same words. What differs is how they are reached, how many rows go
/// in at once, and in which form sums are kept.
abstract class SqlStore implements Store {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Map<String, Labels> labels = new HashMap<>();

  /// Something to do with a connection.
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /// Runs a question that is answered at once.
  abstract <T> T read(Work<T> work) throws StoreFailure;

  /// Runs a question that may take its time.
  abstract <T> T readLong(Work<T> work) throws StoreFailure;

  /// Runs the work as one transaction, all or nothing; overlaps no other of this process.
  abstract <T> T write(Work<T> work) throws StoreFailure;

  /// Makes sure that nobody else saves a key before this transaction ends.
  abstract void lockKeys(Connection connection) throws SQLException;

  /// Adds the rows whose keys are not there, and returns these.
  abstract List<LedgerRow> insert(Connection connection, List<LedgerRow> rows, Labels labels)
      throws SQLException;

  /// Adds to the roll-ups.
  abstract void addSums(Connection connection, SortedMap<SumKey, long[]> sums) throws SQLException;

  /// Reads from the roll-ups.
  abstract void readSums(
      Connection connection, Slice slice, List<ReportQuery.Column> by, GroupSums into)
      throws SQLException;

  /// The rows from one time, in microseconds, to another, oldest first.
  abstract void eachRow(long from, long until, Consumer<LedgerRow> sink) throws StoreFailure;

  @Override
  public Position position(String journal) throws StoreFailure {
    return read(connection -> Positions.read(connection, journal));
  }

  @Override
  public void write(Batch batch) throws StoreFailure {
    Map<String, LedgerRow> distinct = new LinkedHashMap<>();
    batch.rows().forEach(row -> distinct.putIfAbsent(row.key(), row));
    try {
      write(connection -> write(connection, batch, distinct.values()));
    } catch (StoreFailure | RuntimeException e) {
      labels.remove(batch.journal());
      throw e;
    }
  }

  private int write(Connection connection, Batch batch, Collection<LedgerRow> rows)
      throws SQLException {
    Labels known = labels.computeIfAbsent(batch.journal(), Labels::new);
    PriceTable.add(connection, batch.prices());
    List<LedgerRow> added = insert(connection, List.copyOf(rows), known);
    addSums(connection, SumKey.sums(connection, added, known));
    Positions.write(connection, batch.journal(), batch.upTo());
    return added.size();
  }

  @Override
  public void rows(Instant since, Instant until, Consumer<LedgerRow> sink) throws StoreFailure {
    HitMerge merge = new HitMerge(sink);
    eachRow(since, until, merge::add);
    merge.end();
  }

  /// Hour by hour, so that no question to the database takes long.
  private void eachRow(Instant since, Instant until, Consumer<LedgerRow> sink) throws StoreFailure {
    long from = Texts.micros(since);
    long end = Texts.micros(until);
    Optional<Long> hour = hourFrom(Grain.Period.HOUR.of(Texts.time(from)));
    while (hour.isPresent()) {
      Instant start = Grain.Period.HOUR.start(hour.get());
      long first = Texts.micros(start);
      if (first >= end) {
        return;
      }
      long last = Texts.micros(start.plus(HOUR));
      eachRow(Math.max(from, first), Math.min(end, last), sink);
      hour = hourFrom(hour.get() + 1);
    }
  }

  @Override
  public List<LedgerRow> request(String requestId) throws StoreFailure {
    String sql = RowColumns.SELECT + "WHERE l.request_id = ? ORDER BY l.attempt";
    String corrections =
        RowColumns.SELECT
            + "WHERE l.corrects >= ? AND l.corrects < ? ORDER BY l.time, l.request_id";
    return read(connection -> {
      List<LedgerRow> rows = select(connection, sql, requestId);
      List<LedgerRow> all = new ArrayList<>(rows);
      for (LedgerRow row : select(connection, corrections, requestId + "/", requestId + "0")) {
        if (!row.requestId().equals(requestId)) {
          all.add(row);
        }
      }
      return all;
    });
  }

  @Override
  public Optional<LedgerRow> row(String key) throws StoreFailure {
    int slash = key.lastIndexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    for (LedgerRow row : request(key.substring(0, slash))) {
      if (row.key().equals(key)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  @Override
  public List<LedgerRow> newest(int limit) throws StoreFailure {
    String sql =
        RowColumns.SELECT
            + "WHERE l.time >= ? AND l.time < ?"
            + " ORDER BY l.time DESC, l.request_id DESC, l.attempt DESC LIMIT ?";
    return read(connection -> {
      List<LedgerRow> rows = new ArrayList<>();
      Optional<Long> hour = hour(connection, "max", "<=", Long.MAX_VALUE);
      for (long hours = 1; rows.size() < limit && hour.isPresent(); hours *= 8) {
        long from = hour.get() - hours + 1;
        long start = Texts.micros(Grain.Period.HOUR.start(from));
        long end = Texts.micros(Grain.Period.HOUR.start(hour.get() + 1));
        rows.addAll(select(connection, sql, start, end, limit - rows.size()));
        hour = hour(connection, "max", "<", from);
      }
      return rows;
    });
  }

  @Override
  public List<ReportLine> report(ReportQuery query) throws StoreFailure {
    GroupSums sums = new GroupSums();
    if (query.by().isEmpty()) {
      sums.of(List.of()); // one line also where there is nothing
    }
    List<ReportQuery.Column> columns = new ArrayList<>();
    for (ReportQuery.Group group : query.by()) {
      if (group instanceof ReportQuery.Column column) {
        columns.add(column);
      }
    }
    if (columns.size() < query.by().size()) {
      byTags(query, sums);
    } else {
      byColumns(query, columns, sums);
    }
    return sums.lines();
  }

  private void byColumns(ReportQuery query, List<ReportQuery.Column> columns, GroupSums sums)
      throws StoreFailure {
    Grain.Period coarsest =
        columns.contains(ReportQuery.Column.DAY) ? Grain.Period.DAY : Grain.Period.MONTH;
    List<Slice> slices =
        Slice.of(Texts.bounded(query.since()), Texts.bounded(query.until()), coarsest);
    readLong(connection -> {
      for (Slice slice : slices) {
        readSums(connection, slice, columns, sums);
      }
      return sums;
    });
  }

  private void byTags(ReportQuery query, GroupSums sums) throws StoreFailure {
    List<Slice> hours =
        Slice.of(Texts.bounded(query.since()), Texts.bounded(query.until()), Grain.Period.HOUR);
    for (Slice slice : hours) {
      eachRow(
          Grain.Period.HOUR.start(slice.from()),
          Grain.Period.HOUR.start(slice.until()),
          row -> Sums.add(row, sums.of(ReportGroups.of(row, query.by()))));
    }
  }

  @Override
  public List<PriceEntry> prices() throws StoreFailure {
    return read(PriceTable::all);
  }

  @Override
  public List<Spending> spending(Instant now) throws StoreFailure {
    return read(connection ->
        SpentSums.of(now, (slice, by, into) -> readSums(connection, slice, by, into)));
  }

  @Override
  public List<VirtualKey> all() throws StoreFailure {
    return read(KeyTable::all);
  }

  @Override
  public long revision() throws StoreFailure {
    return read(KeyTable::revision);
  }

  @Override
  public Optional<VirtualKey> save(VirtualKey key) throws StoreFailure {
    return write(connection -> {
      lockKeys(connection);
      return KeyTable.save(connection, key);
    });
  }

  private Optional<Long> hourFrom(long hour) throws StoreFailure {
    return read(connection -> hour(connection, "min", ">=", hour));
  }

  private static Optional<Long> hour(
      Connection connection, String which, String relation, long hour) throws SQLException {
    String sql =
        "SELECT %s(period) FROM sums WHERE grain = %d AND period %s ?"
            .formatted(which, Grain.HOUR.number(), relation);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, hour);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        long period = found.getLong(1);
        return found.wasNull() ? Optional.empty() : Optional.of(period);
      }
    }
  }

  private static List<LedgerRow> select(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      return RowColumns.list(select);
    }
  }
}
