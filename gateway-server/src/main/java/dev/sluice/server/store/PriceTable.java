package dev.sluice.server.store;

import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of prices. One that is there already stays as it is.
final class PriceTable {

  private static final String COLUMNS =
      "version, number, model, since, input, output, cached_input, cache_write, reasoning, batch";

  private PriceTable() {}

  static List<PriceEntry> all(Connection connection) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM prices ORDER BY since, number, version";
    List<PriceEntry> prices = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet found = select.executeQuery()) {
      while (found.next()) {
        prices.add(read(found));
      }
    }
    return prices;
  }

  static void add(Connection connection, List<PriceEntry> prices) throws SQLException {
    if (prices.isEmpty()) {
      return;
    }
    String sql =
        "INSERT INTO prices ("
            + COLUMNS
            + ") VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM prices),"
            + " ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (PriceEntry entry : prices) {
        Price price = entry.price();
        insert.setString(1, Texts.storable(entry.version()));
        insert.setString(2, Texts.storable(entry.model()));
        insert.setString(3, entry.since().toString());
        insert.setLong(4, price.input());
        insert.setLong(5, price.output());
        insert.setObject(6, price.cachedInput(), Types.BIGINT);
        insert.setObject(7, price.cacheWrite(), Types.BIGINT);
        insert.setObject(8, price.reasoning(), Types.BIGINT);
        insert.setObject(9, price.batch(), Types.BIGINT);
        insert.executeUpdate();
      }
    }
  }

  private static PriceEntry read(ResultSet r) throws SQLException {
    Price price =
        new Price(
            r.getLong(5), r.getLong(6), number(r, 7), number(r, 8), number(r, 9), number(r, 10));
    return new PriceEntry(r.getString(1), r.getString(3), LocalDate.parse(r.getString(4)), price);
  }

  private static @Nullable Long number(ResultSet r, int column) throws SQLException {
    long number = r.getLong(column);
    return r.wasNull() ? null : number;
  }
}
