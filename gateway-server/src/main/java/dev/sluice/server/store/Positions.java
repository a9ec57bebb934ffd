package dev.sluice.server.store;

import dev.sluice.gateway.ledger.RowStore.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The table of how far each journal has been written.
final class Positions {

  private Positions() {}

  static Position read(Connection connection, String journal) throws SQLException {
    String sql = "SELECT segment, segment_offset FROM positions WHERE journal = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, journal);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? new Position(found.getLong(1), found.getLong(2)) : Position.START;
      }
    }
  }

  static void write(Connection connection, String journal, Position position) throws SQLException {
    String sql =
        "INSERT INTO positions (journal, segment, segment_offset) VALUES (?, ?, ?)"
            + " ON CONFLICT (journal) DO UPDATE SET"
            + " segment = excluded.segment, segment_offset = excluded.segment_offset";
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setString(1, journal);
      upsert.setLong(2, position.segment());
      upsert.setLong(3, position.offset());
      upsert.executeUpdate();
    }
  }
}
