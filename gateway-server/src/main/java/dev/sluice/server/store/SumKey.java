package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which line of the roll-ups: a grain, a period of it, the number of a label.
record SumKey(Grain grain, long period, long label) implements Comparable<SumKey> {

  private static final Comparator<SumKey> ORDER =
      Comparator.comparing(SumKey::grain)
          .thenComparingLong(SumKey::period)
          .thenComparingLong(SumKey::label);

  @Override
  public int compareTo(SumKey other) {
    return ORDER.compare(this, other);
  }

  private record Cell(long hour, SumLabel label) {}

  /// What the rows add to all grains; sorted, so that nobody waits for another crosswise.
  static SortedMap<SumKey, long[]> sums(Connection connection, List<LedgerRow> rows, Labels labels)
      throws SQLException {
    Map<Cell, long[]> cells = new HashMap<>();
    for (LedgerRow row : rows) {
      Cell cell = new Cell(Grain.Period.HOUR.of(row.time()), SumLabel.of(row));
      Sums.add(row, cells.computeIfAbsent(cell, key -> Sums.none()));
    }
    SortedMap<SumKey, long[]> sums = new TreeMap<>();
    for (Map.Entry<Cell, long[]> cell : cells.entrySet()) {
      Instant hour = Grain.Period.HOUR.start(cell.getKey().hour());
      for (Grain grain : Grain.ALL) {
        long label = labels.of(connection, grain.label(cell.getKey().label()));
        SumKey key = new SumKey(grain, grain.period().of(hour), label);
        Sums.add(cell.getValue(), sums.computeIfAbsent(key, k -> Sums.none()));
      }
    }
    return sums;
  }
}
