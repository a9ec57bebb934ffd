package dev.sluice.server.store;

import dev.sluice.gateway.access.VirtualKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The table of virtual keys.
final class KeyTable {

  private static final String COLUMNS =
      "id, name, team, limits, passthrough, hash, shown, created, revoked, revision";

  private KeyTable() {}

  static List<VirtualKey> all(Connection connection) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM keys ORDER BY created, id";
    List<VirtualKey> keys = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet found = select.executeQuery()) {
      while (found.next()) {
        keys.add(read(found));
      }
    }
    return keys;
  }

  static long revision(Connection connection) throws SQLException {
    String sql = "SELECT coalesce(max(revision), 0) FROM keys";
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet found = select.executeQuery()) {
      found.next();
      return found.getLong(1);
    }
  }

  /// Within a transaction that nobody else who saves can overlap.
  static VirtualKey save(Connection connection, VirtualKey key) throws SQLException {
    VirtualKey kept = with(key, revision(connection) + 1);
    String sql =
        "INSERT INTO keys ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            + "name = excluded.name, team = excluded.team, limits = excluded.limits, "
            + "passthrough = excluded.passthrough, hash = excluded.hash, shown = excluded.shown, "
            + "created = excluded.created, revoked = excluded.revoked, "
            + "revision = excluded.revision";
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      String team = kept.team();
      Instant revoked = kept.revoked();
      upsert.setString(1, kept.id());
      upsert.setString(2, Texts.storable(kept.name()));
      upsert.setString(3, team == null ? null : Texts.storable(team));
      upsert.setString(4, LimitsJson.write(kept.limits()));
      upsert.setInt(5, kept.passthrough() ? 1 : 0);
      upsert.setString(6, kept.hash());
      upsert.setString(7, kept.shown());
      upsert.setLong(8, Texts.micros(kept.created()));
      upsert.setObject(9, revoked == null ? null : Texts.micros(revoked), java.sql.Types.BIGINT);
      upsert.setLong(10, kept.revision());
      upsert.executeUpdate();
    }
    return kept;
  }

  private static VirtualKey read(ResultSet r) throws SQLException {
    long revoked = r.getLong(9);
    boolean isRevoked = !r.wasNull();
    return new VirtualKey(
        r.getString(1),
        r.getString(2),
        r.getString(3),
        LimitsJson.read(r.getString(4)),
        r.getInt(5) != 0,
        r.getString(6),
        r.getString(7),
        Texts.time(r.getLong(8)),
        isRevoked ? Texts.time(revoked) : null,
        r.getLong(10));
  }

  private static VirtualKey with(VirtualKey key, long revision) {
    return new VirtualKey(
        key.id(),
        key.name(),
        key.team(),
        key.limits(),
        key.passthrough(),
        key.hash(),
        key.shown(),
        key.created(),
        key.revoked(),
        revision);
  }
}
