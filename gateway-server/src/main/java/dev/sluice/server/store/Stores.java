package dev.sluice.server.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Opens the database of the ledger and of the keys: SQLite in the data folder, or PostgreSQL.
///
/// Opening waits for nothing and fails for nothing but a bad address: what is wrong with a database
/// is told by the first call that needs it, and each call tries anew.
public final class Stores {

  private static final String FILE = "ledger.db";

  private Stores() {}

  /// `ledger.db` in the data folder.
  public static Store open(Path dataFolder) {
    return new SqliteStore(dataFolder.resolve(FILE));
  }

  /// Whether the data folder has one.
  public static boolean isThere(Path dataFolder) {
    return Files.exists(dataFolder.resolve(FILE));
  }

  /// The one of this address, `jdbc:postgresql://host:port/name`.
  ///
  /// @param user null where the address says it, or nobody does
  /// @param password the same
  /// @throws IllegalArgumentException when the address is none; the message holds no part of it
  public static Store open(String url, @Nullable String user, @Nullable String password) {
    return new PostgresStore(PostgresAddress.of(url, user, password));
  }
}
