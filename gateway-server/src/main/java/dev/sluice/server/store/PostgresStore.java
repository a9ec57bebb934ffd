package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.StoreFailure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ledger in PostgreSQL, for any number of gateways. Rows are only inserted, and no two
/// journals touch the same line of the sums, so that no node waits for another.
public final class PostgresStore extends SqlStore {

  private static final int FETCH_ROWS = 1000;
  private static final String INSERT_ROWS = insertRows();
  private static final String ADD_SUMS = addSums();

  private final PostgresAddress address;
  private final PostgresPool pool;

  PostgresStore(PostgresAddress address) {
    this.address = address;
    this.pool = new PostgresPool(address);
  }

  @Override
  <T> T read(Work<T> work) throws StoreFailure {
    try (Connection connection = pool.connection()) {
      return work.with(connection); // what only reads needs no commit: closing rolls back
    } catch (SQLException e) {
      throw failure("read", e);
    }
  }

  @Override
  <T> T readLong(Work<T> work) throws StoreFailure {
    try (Connection connection = pool.patientConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failure("read", e);
    }
  }

  @Override
  <T> T write(Work<T> work) throws StoreFailure {
    try (Connection connection = pool.connection()) {
      T result = work.with(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw failure("written", e);
    }
  }

  @Override
  void lockKeys(Connection connection) throws SQLException {
    execute(connection, "LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE");
  }

  @Override
  List<LedgerRow> insert(Connection connection, List<LedgerRow> rows, Labels labels)
      throws SQLException {
    if (rows.isEmpty()) {
      return rows;
    }
    List<LedgerRow> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(LedgerRow::requestId).thenComparingInt(LedgerRow::attempt));
    List<@Nullable Object[]> values = new ArrayList<>(rows.size());
    for (LedgerRow row : sorted) {
      values.add(RowColumns.values(row, labels.of(connection, row)));
    }
    Set<String> added = new HashSet<>();
    try (PreparedStatement insert = connection.prepareStatement(INSERT_ROWS)) {
      for (int i = 0; i < RowColumns.NAMES.size(); i++) {
        insert.setArray(i + 1, column(connection, values, i));
      }
      try (ResultSet found = insert.executeQuery()) {
        while (found.next()) {
          added.add(found.getString(1) + "/" + found.getInt(2));
        }
      }
    }
    sorted.removeIf(row -> !added.contains(Texts.storable(row.requestId()) + "/" + row.attempt()));
    return sorted;
  }

  private static Array column(Connection connection, List<@Nullable Object[]> rows, int column)
      throws SQLException {
    boolean text = RowColumns.TEXTS.contains(RowColumns.NAMES.get(column));
    @Nullable Object[] values =
        text ? new @Nullable String[rows.size()] : new @Nullable Long[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i)[column];
    }
    return connection.createArrayOf(text ? "text" : "int8", values);
  }

  @Override
  void addSums(Connection connection, SortedMap<SumKey, long[]> sums) throws SQLException {
    if (sums.isEmpty()) {
      return;
    }
    Long[][] columns = new Long[3 + Sums.COLUMNS.size()][sums.size()];
    int at = 0;
    for (Map.Entry<SumKey, long[]> line : sums.entrySet()) {
      columns[0][at] = (long) line.getKey().grain().number();
      columns[1][at] = line.getKey().period();
      columns[2][at] = line.getKey().label();
      for (int i = 0; i < Sums.COLUMNS.size(); i++) {
        columns[3 + i][at] = line.getValue()[i];
      }
      at++;
    }
    try (PreparedStatement upsert = connection.prepareStatement(ADD_SUMS)) {
      for (int i = 0; i < columns.length; i++) {
        upsert.setArray(i + 1, connection.createArrayOf("int8", columns[i]));
      }
      upsert.executeUpdate();
    }
  }

  @Override
  void readSums(Connection connection, Slice slice, List<Column> by, GroupSums into)
      throws SQLException {
    Grain grain = Grain.of(slice.period(), by);
    List<String> labels = by.stream().filter(c -> c != Column.DAY).map(SumLabel::column).toList();
    try (PreparedStatement select =
        connection.prepareStatement(sumsBy(labels, by.contains(Column.DAY)))) {
      select.setInt(1, grain.number());
      select.setLong(2, slice.from());
      select.setLong(3, slice.until());
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < labels.size(); i++) {
            values.add(found.getString(i + 2));
          }
          long[] sums =
              into.of(ReportGroups.of(ReportGroups.day(grain, found.getLong(1)), by, values));
          for (int i = 0; i < sums.length; i++) {
            sums[i] += found.getLong(labels.size() + 2 + i);
          }
        }
      }
    }
  }

  private static String sumsBy(List<String> labels, boolean byPeriod) {
    StringBuilder sql = new StringBuilder("SELECT ").append(byPeriod ? "s.period" : "0");
    labels.forEach(label -> sql.append(", l.").append(label));
    Sums.COLUMNS.forEach(sum -> sql.append(", coalesce(sum(s.").append(sum).append("), 0)"));
    sql.append(" FROM sums s JOIN sum_labels l ON l.id = s.label");
    sql.append(" WHERE s.grain = ? AND s.period >= ? AND s.period < ?");
    List<String> groups = new ArrayList<>();
    if (byPeriod) {
      groups.add("s.period");
    }
    labels.forEach(label -> groups.add("l." + label));
    return groups.isEmpty() ? sql.toString() : sql + " GROUP BY " + String.join(", ", groups);
  }

  @Override
  void eachRow(long from, long until, Consumer<LedgerRow> sink) throws StoreFailure {
    String sql =
        RowColumns.SELECT
            + "WHERE l.time >= ? AND l.time < ? ORDER BY l.time, l.request_id, l.attempt";
    readLong(connection -> {
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setFetchSize(FETCH_ROWS);
        select.setLong(1, from);
        select.setLong(2, until);
        RowColumns.each(select, sink);
        return sql;
      }
    });
  }

  @Override
  public void close() {
    pool.close();
  }

  private StoreFailure failure(String what, SQLException cause) {
    return new StoreFailure(
        "%s cannot be %s: %s".formatted(address, what, cause.getMessage()), cause);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /// One statement for any number of rows, one array for each column.
  private static String insertRows() {
    List<String> arrays = new ArrayList<>();
    for (String name : RowColumns.NAMES) {
      arrays.add(RowColumns.TEXTS.contains(name) ? "?::text[]" : "?::bigint[]");
    }
    return "INSERT INTO ledger (%s) SELECT * FROM unnest(%s) ON CONFLICT DO NOTHING RETURNING request_id, attempt"
        .formatted(String.join(", ", RowColumns.NAMES), String.join(", ", arrays));
  }

  private static String addSums() {
    List<String> names = new ArrayList<>(List.of("grain", "period", "label"));
    List<String> updates = new ArrayList<>();
    for (String sum : Sums.COLUMNS) {
      names.add(sum);
      updates.add("%1$s = sums.%1$s + excluded.%1$s".formatted(sum));
    }
    return "INSERT INTO sums (%s) SELECT * FROM unnest(?::bigint[]%s) ON CONFLICT (grain, period, label) DO UPDATE SET %s"
        .formatted(
            String.join(", ", names),
            ", ?::bigint[]".repeat(Sums.COLUMNS.size() + 2),
            String.join(", ", updates));
  }
}
