package dev.sluice.server.store;

import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table of virtual keys.
final class KeyTable {

  private static final String COLUMNS =
      "id, name, team, limits, passthrough, hash, shown, created, revoked, revision";

  private static final Logger LOG = LoggerFactory.getLogger(KeyTable.class);

  /// Allows nothing since long ago.
  private static final KeyLimits OVER =
      new KeyLimits(
          List.of(), null, null, null, null, KeyLimits.Budget.NONE, false, Instant.EPOCH, null);

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

  /// Within a transaction that nobody else who saves can overlap; as [KeyStore#save] says.
  static Optional<VirtualKey> save(Connection connection, VirtualKey key) throws SQLException {
    VirtualKey kept = with(key, revision(connection) + 1);
    boolean isNew = key.revision() == 0;
    if (isTaken(connection, key)
        || (isNew ? insert(connection, kept) : update(connection, key, kept)) == 0) {
      return Optional.empty();
    }
    return Optional.of(kept);
  }

  private static boolean isTaken(Connection connection, VirtualKey key) throws SQLException {
    if (key.revoked() != null) {
      return false;
    }
    String sql = "SELECT 1 FROM keys WHERE name = ? AND revoked IS NULL AND id <> ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, Texts.storable(key.name()));
      select.setString(2, key.id());
      try (ResultSet found = select.executeQuery()) {
        return found.next();
      }
    }
  }

  private static int insert(Connection connection, VirtualKey key) throws SQLException {
    String sql =
        "INSERT INTO keys ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      bind(insert, key);
      return insert.executeUpdate();
    }
  }

  private static int update(Connection connection, VirtualKey before, VirtualKey now)
      throws SQLException {
    String sql =
        "UPDATE keys SET ("
            + COLUMNS
            + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ? AND revision = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      bind(update, now);
      update.setString(11, before.id());
      update.setLong(12, before.revision());
      return update.executeUpdate();
    }
  }

  /// All columns, in order.
  private static void bind(PreparedStatement statement, VirtualKey key) throws SQLException {
    String team = key.team();
    Instant revoked = key.revoked();
    statement.setString(1, key.id());
    statement.setString(2, Texts.storable(key.name()));
    statement.setString(3, team == null ? null : Texts.storable(team));
    statement.setString(4, LimitsJson.write(key.limits()));
    statement.setInt(5, key.passthrough() ? 1 : 0);
    statement.setString(6, key.hash());
    statement.setString(7, key.shown());
    statement.setLong(8, Texts.micros(key.created()));
    statement.setObject(9, revoked == null ? null : Texts.micros(revoked), Types.BIGINT);
    statement.setLong(10, key.revision());
  }

  private static VirtualKey read(ResultSet r) throws SQLException {
    long revoked = r.getLong(9);
    boolean isRevoked = !r.wasNull();
    return new VirtualKey(
        r.getString(1),
        r.getString(2),
        r.getString(3),
        limits(r),
        r.getInt(5) != 0,
        r.getString(6),
        r.getString(7),
        Texts.time(r.getLong(8)),
        isRevoked ? Texts.time(revoked) : null,
        r.getLong(10));
  }

  /// What cannot be read might be any limit, so such a key has none of its rights: it is over.
  private static KeyLimits limits(ResultSet r) throws SQLException {
    try {
      return LimitsJson.read(r.getString(4));
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("key", r.getString(1))
          .addKeyValue("reason", e.getMessage())
          .log("the limits of a key cannot be read; it is refused until it is given new ones");
      return OVER;
    }
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
