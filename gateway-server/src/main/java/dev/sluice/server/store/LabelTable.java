package dev.sluice.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of labels in the database, and those of them that one journal uses. One thread.
///
/// A label that is new is added within the transaction of the rows that need it, so that after one
/// that failed all must be forgotten.
final class LabelTable {

  private final String table;
  private final List<String> columns;
  private final String journal;
  private final Map<List<@Nullable String>, Long> known = new HashMap<>();
  private boolean loaded;

  LabelTable(String table, List<String> columns, String journal) {
    this.table = table;
    this.columns = columns;
    this.journal = journal;
  }

  /// The label's number.
  long id(Connection connection, @Nullable String[] texts) throws SQLException {
    if (!loaded) {
      load(connection);
      loaded = true;
    }
    List<@Nullable String> label = Arrays.asList(texts);
    Long id = known.get(label);
    if (id == null) {
      id = insert(connection, texts);
      known.put(label, id);
    }
    return id;
  }

  private void load(Connection connection) throws SQLException {
    String sql =
        "SELECT id, %s FROM %s WHERE journal = ?".formatted(String.join(", ", columns), table);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, journal);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          @Nullable String[] texts = new @Nullable String[columns.size()];
          for (int i = 0; i < texts.length; i++) {
            texts[i] = found.getString(i + 2);
          }
          known.put(Arrays.asList(texts), found.getLong(1));
        }
      }
    }
  }

  private long insert(Connection connection, @Nullable String[] texts) throws SQLException {
    String sql =
        "INSERT INTO %s (journal, %s) VALUES (?%s) RETURNING id"
            .formatted(table, String.join(", ", columns), ", ?".repeat(texts.length));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, journal);
      for (int i = 0; i < texts.length; i++) {
        String text = texts[i];
        insert.setString(i + 2, text == null ? null : Texts.storable(text));
      }
      try (ResultSet made = insert.executeQuery()) {
        made.next();
        return made.getLong(1);
      }
    }
  }
}
