package dev.sluice.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/// A few connections to one PostgreSQL server, each with a bound on how long anything may take, so
/// that a server that is frozen or gone is a failure and never a wait. Any thread.
///
/// The first connection brings the schema up to date.
final class PostgresPool implements AutoCloseable {

  private static final int CONNECTIONS = 4;
  private static final int CONNECT_SECONDS = 2;
  private static final int ANSWER_SECONDS = 4;
  private static final int LONG_ANSWER_MILLIS = 120_000;
  private static final int CHECK_MILLIS = 1000;
  private static final int CONNECT_MILLIS = 2000;

  /// Any number that others are unlikely to lock.
  private static final long MIGRATION_LOCK = 0x736c75696365L;

  private final PGSimpleDataSource server;
  private final HikariDataSource pool;
  private final ReentrantLock migrating = new ReentrantLock();
  private volatile boolean migrated;

  PostgresPool(PostgresAddress address) {
    server = server(address);
    HikariConfig config = new HikariConfig();
    config.setPoolName("ledger");
    config.setDataSource(server);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setValidationTimeout(CHECK_MILLIS);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  private static PGSimpleDataSource server(PostgresAddress address) {
    PGSimpleDataSource server = new PGSimpleDataSource();
    server.setURL(address.url());
    if (address.user() != null) {
      server.setUser(address.user());
    }
    if (address.password() != null) {
      server.setPassword(address.password());
    }
    server.setApplicationName("sluice");
    server.setLogServerErrorDetail(false);
    server.setTcpKeepAlive(true);
    server.setConnectTimeout(CONNECT_SECONDS);
    server.setLoginTimeout(CONNECT_SECONDS);
    server.setSocketTimeout(ANSWER_SECONDS);
    server.setCancelSignalTimeout(CONNECT_SECONDS);
    return server;
  }

  /// A connection, outside of any transaction, whose answers come within seconds.
  Connection connection() throws SQLException {
    migrate();
    return pool.getConnection();
  }

  /// One for questions that may take minutes.
  Connection patientConnection() throws SQLException {
    Connection connection = connection();
    try {
      connection.setNetworkTimeout(Runnable::run, LONG_ANSWER_MILLIS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void migrate() throws SQLException {
    if (migrated) {
      return;
    }
    migrating.lock();
    try {
      if (!migrated) {
        migrateAlone();
        migrated = true;
      }
    } catch (FlywayException e) {
      throw new SQLException("its schema cannot be brought up to date: " + e.getMessage(), e);
    } finally {
      migrating.unlock();
    }
  }

  /// While no other node does: what several begin in an empty database at once, one of them fails
  /// at.
  private void migrateAlone() throws SQLException {
    try (Connection lock = server.getConnection();
        Statement statement = lock.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")"); // until it is closed
      Flyway.configure()
          .dataSource(server)
          .locations("classpath:db/postgresql")
          .table("sluice_schema_history")
          .baselineOnMigrate(true) // others may have tables there, too
          .baselineVersion("0")
          .loggers("slf4j")
          .load()
          .migrate();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
