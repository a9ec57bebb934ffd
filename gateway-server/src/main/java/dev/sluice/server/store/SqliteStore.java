package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.StoreFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ledger in one file, for a gateway that is alone. Several processes may use it at once; who
/// writes waits for the other, three seconds at most.
///
/// The file is made by the first write; until then everything that is read is empty.
public final class SqliteStore extends SqlStore {

  private static final int PAGE_ROWS = 2000;

  private final SqliteFile file;
  private final SqliteReaders readers;
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable Connection writer;

  SqliteStore(Path path) {
    file = new SqliteFile(path);
    readers = new SqliteReaders(file);
  }

  @Override
  <T> T read(Work<T> work) throws StoreFailure {
    try {
      return readers.read(work);
    } catch (SQLException e) {
      throw failure("read", e);
    }
  }

  @Override
  <T> T readLong(Work<T> work) throws StoreFailure {
    return read(work);
  }

  @Override
  <T> T write(Work<T> work) throws StoreFailure {
    writing.lock();
    try {
      return transaction(work);
    } catch (SQLException e) {
      throw failure("written", e);
    } finally {
      writing.unlock();
    }
  }

  private <T> T transaction(Work<T> work) throws SQLException {
    Connection connection = writer == null ? file.openToWrite() : writer;
    writer = null;
    boolean good = false;
    try {
      SqliteFile.run(connection, SqliteFile.BEGIN_TO_WRITE);
      T result = work.with(connection);
      SqliteFile.run(connection, SqliteFile.COMMIT);
      good = true;
      return result;
    } finally {
      if (good) {
        writer = connection;
      } else {
        connection.close(); // rolls back; the next write begins with a fresh one
      }
    }
  }

  @Override
  void lockKeys(Connection connection) {
    // a transaction that writes is alone anyway
  }

  @Override
  List<LedgerRow> insert(Connection connection, List<LedgerRow> rows, Labels labels)
      throws SQLException {
    List<LedgerRow> added = new ArrayList<>(rows.size());
    String sql =
        "INSERT INTO ledger VALUES (?%s) ON CONFLICT DO NOTHING"
            .formatted(", ?".repeat(RowColumns.NAMES.size() - 1));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (LedgerRow row : rows) {
        @Nullable Object[] values = RowColumns.values(row, labels.of(connection, row));
        for (int i = 0; i < values.length; i++) {
          insert.setObject(i + 1, values[i]);
        }
        if (insert.executeUpdate() == 1) {
          added.add(row);
        }
      }
    }
    return added;
  }

  @Override
  void addSums(Connection connection, SortedMap<SumKey, long[]> sums) throws SQLException {
    String where = "SELECT packed FROM sums WHERE grain = ? AND period = ? AND label = ?";
    String upsert =
        "INSERT INTO sums (grain, period, label, packed) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (grain, period, label) DO UPDATE SET packed = excluded.packed";
    try (PreparedStatement before = connection.prepareStatement(where);
        PreparedStatement after = connection.prepareStatement(upsert)) {
      for (Map.Entry<SumKey, long[]> line : sums.entrySet()) {
        long[] sum = line.getValue().clone();
        bind(before, line.getKey());
        try (ResultSet found = before.executeQuery()) {
          if (found.next()) {
            Packed.addTo(sum, found.getBytes(1));
          }
        }
        bind(after, line.getKey());
        after.setBytes(4, Packed.pack(sum));
        after.executeUpdate();
      }
    }
  }

  private static void bind(PreparedStatement statement, SumKey key) throws SQLException {
    statement.setInt(1, key.grain().number());
    statement.setLong(2, key.period());
    statement.setLong(3, key.label());
  }

  @Override
  void readSums(Connection connection, Slice slice, List<Column> by, GroupSums into)
      throws SQLException {
    Grain grain = Grain.of(slice.period(), by);
    String sql =
        "SELECT period, label, packed FROM sums WHERE grain = ? AND period >= ? AND period < ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setInt(1, grain.number());
      select.setLong(2, slice.from());
      select.setLong(3, slice.until());
      try (ResultSet found = select.executeQuery()) {
        addLines(found, grain, by, labels(connection, by), into);
      }
    }
  }

  /// Lines come by period, so that the groups of a day are looked up once.
  private static void addLines(
      ResultSet found, Grain grain, List<Column> by, Map<Long, List<String>> labels, GroupSums into)
      throws SQLException {
    boolean byDay = by.contains(Column.DAY);
    Map<Long, long[]> open = new HashMap<>();
    long period = Long.MIN_VALUE;
    String day = "";
    while (found.next()) {
      if (byDay && found.getLong(1) != period) {
        period = found.getLong(1);
        day = ReportGroups.day(grain, period);
        open.clear();
      }
      long label = found.getLong(2);
      long[] sums = open.get(label);
      if (sums == null) {
        sums = into.of(ReportGroups.of(day, by, labels.getOrDefault(label, List.of())));
        open.put(label, sums);
      }
      Packed.addTo(sums, found.getBytes(3));
    }
  }

  /// The values of the wanted columns by the labels' numbers.
  private static Map<Long, List<String>> labels(Connection connection, List<Column> by)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    columns.add("id");
    by.stream().filter(c -> c != Column.DAY).map(SumLabel::column).forEach(columns::add);
    Map<Long, List<String>> labels = new HashMap<>();
    try (Statement select = connection.createStatement();
        ResultSet found =
            select.executeQuery("SELECT " + String.join(", ", columns) + " FROM sum_labels")) {
      while (found.next()) {
        List<String> values = new ArrayList<>(columns.size());
        for (int i = 2; i <= columns.size(); i++) {
          values.add(found.getString(i));
        }
        labels.put(found.getLong(1), values);
      }
    }
    return labels;
  }

  /// Page by page, so that a slow reader does not keep the log from being emptied.
  @Override
  void eachRow(long from, long until, Consumer<LedgerRow> sink) throws StoreFailure {
    String sql =
        RowColumns.SELECT
            + "WHERE (l.time, l.request_id, l.attempt) > (?, ?, ?) AND l.time < ?"
            + " ORDER BY l.time, l.request_id, l.attempt LIMIT "
            + PAGE_ROWS;
    List<LedgerRow> page = page(sql, from, "", -1, until);
    while (!page.isEmpty()) {
      page.forEach(sink);
      LedgerRow last = page.getLast();
      page = page(sql, Texts.micros(last.time()), last.requestId(), last.attempt(), until);
    }
  }

  private List<LedgerRow> page(String sql, long time, String requestId, int attempt, long until)
      throws StoreFailure {
    return read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setLong(1, time);
        select.setString(2, requestId);
        select.setInt(3, attempt);
        select.setLong(4, until);
        return RowColumns.list(select);
      }
    });
  }

  /// Empties the write-ahead log into the file.
  @Override
  public void close() {
    writing.lock();
    try {
      readers.close();
      Connection connection = writer;
      writer = null;
      if (connection != null) {
        try (connection) {
          SqliteFile.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
      }
    } catch (SQLException e) {
      // what was committed is in the log, and the next who opens the file finds it there
    } finally {
      writing.unlock();
    }
  }

  private StoreFailure failure(String what, SQLException cause) {
    return new StoreFailure(
        "%s cannot be %s: %s".formatted(file.path(), what, cause.getMessage()), cause);
  }
}
