package dev.sluice.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A few connections that read, opened when they are first needed. Any thread.
final class SqliteReaders implements AutoCloseable {

  private static final int MOST = 4;
  private static final int PATIENCE_SECONDS = 10;

  private final SqliteFile file;
  private final Semaphore permits = new Semaphore(MOST);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  SqliteReaders(SqliteFile file) {
    this.file = file;
  }

  /// Runs the question on one of them, as one reading of the database.
  <T> T read(SqlStore.Work<T> work) throws SQLException {
    acquire();
    try {
      Connection pooled = idle.poll();
      Connection connection = pooled == null ? file.openToRead() : pooled;
      boolean good = false;
      try {
        SqliteFile.run(connection, SqliteFile.BEGIN_TO_READ);
        T answer = work.with(connection);
        SqliteFile.run(connection, SqliteFile.COMMIT);
        good = !closed && !SqliteFile.isEmpty(connection);
        return answer;
      } finally {
        release(connection, good);
      }
    } finally {
      permits.release();
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    @Nullable Connection connection = idle.poll();
    while (connection != null) {
      connection.close();
      connection = idle.poll();
    }
  }

  private void release(Connection connection, boolean good) throws SQLException {
    if (good) {
      idle.push(connection);
    } else {
      connection.close();
    }
  }

  private void acquire() throws SQLException {
    try {
      if (!permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLException("others have been reading it for " + PATIENCE_SECONDS + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }
}
