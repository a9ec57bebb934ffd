package dev.sluice.server.store;

import dev.sluice.gateway.ledger.LedgerSumsContract;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresStoreTest extends LedgerSumsContract<Store> {

  private final PostgresServer server;
  private String address = "";

  PostgresStoreTest(@TempDir Path data) {
    server = PostgresServer.start(data);
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    address = server.freshDatabase();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Override
  protected Store open() {
    return Stores.open(address, null, null);
  }

  @Override
  protected void close(Store store) {
    store.close();
  }
}
