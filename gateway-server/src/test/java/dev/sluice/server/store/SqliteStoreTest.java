package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRows;
import dev.sluice.gateway.ledger.LedgerSumsContract;
import dev.sluice.gateway.ledger.StoreFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends LedgerSumsContract<Store> {

  @TempDir private Path folder;

  @Override
  protected Store open() {
    return Stores.open(folder.resolve("data"));
  }

  @Override
  protected void close(Store store) {
    store.close();
  }

  private Path file() {
    return folder.resolve("data/ledger.db");
  }

  @Test
  void readingMakesNoFile() throws Exception {
    assertThat(allRows(store())).isEmpty();

    assertThat(file().getParent()).doesNotExist();
  }

  @Test
  void whoReadBeforeTheFirstWriteSeesWhatIsWritten() throws Exception {
    Store reader = store();
    assertThat(reader.all()).isEmpty();

    store().write(batch(answers("a", 3)));

    assertThat(allRows(reader)).hasSize(3);
  }

  @Test
  void onlyTheOwnerMayReadIt() throws Exception {
    store().write(batch(answers("a", 1)));

    for (String name : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm")) {
      Path each = file().resolveSibling(name);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aKeyWhoseLimitsCannotBeReadIsOverAndTheOthersAreNot() throws Exception {
    for (String id : List.of("a", "b")) {
      VirtualKey key = new VirtualKey(id, id, null, KeyLimits.NONE, false, id, id, NOON, null, 0);
      assertThat(store().save(key)).isPresent();
    }
    try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = raw.createStatement()) {
      statement.executeUpdate(
          "UPDATE keys SET limits = '{\"max_tier\":\"golden\"}' WHERE id = 'a'");
    }

    List<VirtualKey> keys = store().all();

    assertThat(keys).extracting(VirtualKey::id).containsExactly("a", "b");
    assertThat(keys.getFirst().limits().isOver(NOON)).isTrue();
    assertThat(keys.getLast().limits()).isEqualTo(KeyLimits.NONE);
  }

  @Test
  void closingEmptiesTheLog() throws Exception {
    Store store = store();
    store.write(batch(answers("a", 500)));
    assertThat(store.newest(1)).hasSize(1);

    store.close();

    Path log = file().resolveSibling("ledger.db-wal");
    assertThat(Files.exists(log) ? Files.size(log) : 0).isZero();
  }

  @Test
  void theLogStaysSmallWhileSomebodyReads() throws Exception {
    Store store = store();
    Random random = new Random(5);
    List<LedgerRow> seen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      store.write(batch(LedgerRows.random(random, "r" + i + "-", 1000, NOON, Duration.ofHours(2))));
      store.rows(NOON, NOON.plusSeconds(600), seen::add);
    }

    assertThat(Files.size(file().resolveSibling("ledger.db-wal"))).isLessThan(64 << 20);
    assertThat(seen).isNotEmpty();
  }

  @Test
  void aFileFromANewerSluiceIsLeftAlone() throws Exception {
    store().write(batch(answers("a", 1)));
    closeStores();
    sql("PRAGMA user_version = 99");

    Store store = store();

    assertThatThrownBy(() -> store.write(batch(answers("b", 1))))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining("newer");
    assertThatThrownBy(store::revision).isInstanceOf(StoreFailure.class);
  }

  @Test
  void whatIsNoDatabaseIsAFailureAndStaysAsItIs() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "this is no database, but a text of some length\n".repeat(100));
    Store store = store();

    assertThatThrownBy(() -> store.write(batch(answers("a", 1)))).isInstanceOf(StoreFailure.class);
    assertThatThrownBy(store::all).isInstanceOf(StoreFailure.class);

    assertThat(Files.readString(file())).startsWith("this is no database");
  }

  @Test
  void aLockedDatabaseIsAFailureThatPasses() throws Exception {
    Store store = store();
    store.write(batch(answers("a", 1)));
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      assertThatThrownBy(() -> store.write(batch(answers("b", 1))))
          .isInstanceOf(StoreFailure.class);
      assertThat(store.newest(5)).hasSize(1);
      statement.execute("ROLLBACK");
    }

    store.write(batch(answers("b", 1)));
    assertThat(store.newest(5)).hasSize(2);
  }

  @Test
  void theFileIsReadableByHand() throws Exception {
    store().write(batch(answers("a", 2)));

    assertThat(sql("SELECT count(*) || ' ' || max(model) FROM ledger_rows"))
        .isEqualTo("2 deepseek-v4-flash");
    assertThat(sql("PRAGMA integrity_check")).isEqualTo("ok");
  }

  @Test
  void oldLibrariesAreRefused() throws Exception {
    SqliteFile.requireSafe("3.51.3");
    SqliteFile.requireSafe("3.54.1");
    SqliteFile.requireSafe("4.0.0");

    assertThatThrownBy(() -> SqliteFile.requireSafe("3.51.2")).hasMessageContaining("3.51.3");
    assertThatThrownBy(() -> SqliteFile.requireSafe("3.9.9")).isInstanceOf(SQLException.class);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private String sql(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet found = statement.getResultSet()) {
        return found.next() ? found.getString(1) : "";
      }
    }
  }
}
