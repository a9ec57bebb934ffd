package dev.sluice.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/// A SQLite database in one file: how it is made, opened and brought to the current schema.
///
/// Write-ahead log with a sync for each commit; other processes may have it open, too.
final class SqliteFile {

  /// Takes the lock at once. The driver's own transactions would take the next one with each
  /// commit.
  static final String BEGIN_TO_WRITE = "BEGIN IMMEDIATE";

  static final String BEGIN_TO_READ = "BEGIN";
  static final String COMMIT = "COMMIT";

  /// The newest schema, `db/sqlite/1.sql` and the following ones in order.
  private static final int SCHEMA = 1;

  /// SQLite 3.7 up to here can corrupt a database when a write-ahead log is begun anew.
  private static final String SAFE_SINCE = "3.51.3";

  private static final int BUSY_MILLIS = 3000;
  private static final int CHECKPOINT_PAGES = 4000;
  private static final int LOG_BYTES = 16 << 20;
  private static final int WRITER_CACHE_KIB = 16 << 10;
  private static final int READER_CACHE_KIB = 8 << 10;

  private final Path path;

  SqliteFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /// The connection that writes; makes the file where there is none.
  Connection openToWrite() throws SQLException {
    create();
    SQLiteConfig config = config(WRITER_CACHE_KIB);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES);
    Connection connection = config.createConnection("jdbc:sqlite:" + path);
    try {
      run(connection, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      migrate(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /// One that only reads. Where nothing has been written yet it reads an empty database of its own.
  Connection openToRead() throws SQLException {
    if (Files.notExists(path)) {
      return empty();
    }
    SQLiteConfig config = config(READER_CACHE_KIB);
    config.setReadOnly(true);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    Connection connection = config.createConnection("jdbc:sqlite:" + path);
    try {
      int schema = schema(connection);
      if (schema == SCHEMA) {
        return connection;
      }
      connection.close();
      if (schema > 0) {
        openToWrite().close(); // brings it up to date, or says why not
        return openToRead();
      }
      return empty(); // it is being made just now
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /// Whether this connection reads the file.
  static boolean isEmpty(Connection connection) throws SQLException {
    return connection.getMetaData().getURL().endsWith(":memory:");
  }

  /// Runs a statement without a result, or whose result is of no interest.
  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection empty() throws SQLException {
    Connection connection = config(READER_CACHE_KIB).createConnection("jdbc:sqlite::memory:");
    migrate(connection);
    return connection;
  }

  private static SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-cacheKib);
    config.setGetGeneratedKeys(false);
    return config;
  }

  /// Only the owner may read it; SQLite gives its other files the same rights.
  private void create() throws SQLException {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        var owner = PosixFilePermissions.fromString("rw-------");
        Files.createFile(path, PosixFilePermissions.asFileAttribute(owner));
      }
    } catch (FileAlreadyExistsException e) {
      // as it should be
    } catch (IOException e) {
      throw new SQLException("cannot make " + path, e);
    }
  }

  private static void migrate(Connection connection) throws SQLException {
    requireSafeLibrary(connection);
    if (schema(connection) == SCHEMA) {
      return;
    }
    run(connection, BEGIN_TO_WRITE);
    int schema = schema(connection); // somebody else may have done it meanwhile
    if (schema > SCHEMA) {
      throw new SQLException(
          "its schema is %d, from a newer Sluice; this one knows %d".formatted(schema, SCHEMA));
    }
    for (int next = schema + 1; next <= SCHEMA; next++) {
      for (String statement : statements(next)) {
        run(connection, statement);
      }
      run(connection, "PRAGMA user_version = " + next);
    }
    run(connection, COMMIT);
  }

  private static int schema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA user_version")) {
      return found.getInt(1);
    }
  }

  private static void requireSafeLibrary(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT sqlite_version()")) {
      requireSafe(found.getString(1));
    }
  }

  static void requireSafe(String version) throws SQLException {
    if (Arrays.compare(numbers(version), numbers(SAFE_SINCE)) < 0) {
      throw new SQLException(
          "SQLite %s can corrupt a database; %s or newer is needed".formatted(version, SAFE_SINCE));
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /// A semicolon at the end of a line ends a statement.
  private static String[] statements(int schema) {
    String name = "/db/sqlite/" + schema + ".sql";
    try (InputStream file = Objects.requireNonNull(SqliteFile.class.getResourceAsStream(name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().split(";\\s*\n", -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
