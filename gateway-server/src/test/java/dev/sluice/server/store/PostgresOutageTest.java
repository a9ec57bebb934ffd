package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRows;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.RowStore.Batch;
import dev.sluice.gateway.ledger.RowStore.Position;
import dev.sluice.gateway.ledger.StoreFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens while the server is frozen, gone, or killed in the middle.
final class PostgresOutageTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /// Far more than anything may take, and far less than for ever.
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir private Path data;
  private PostgresServer server;
  private Store store;

  @BeforeEach
  void start() throws Exception {
    server = PostgresServer.start(data);
    store = Stores.open(server.freshDatabase(), null, null);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      store.close();
      server.close();
    }
  }

  @Test
  void aFrozenServerIsAFailureAndAfterwardsAllGoesOn() throws Exception {
    store.write(batch(0));
    server.freeze();
    try {
      assertTimeoutPreemptively(BOUND, () -> assertFails(() -> store.write(batch(1))));
      assertTimeoutPreemptively(BOUND, () -> assertFails(store::revision));
    } finally {
      server.thaw();
    }

    writeUntilItWorks(batch(1));

    assertThat(attempts()).isEqualTo(20);
    assertThat(store.position("journal")).isEqualTo(new Position(0, 1));
  }

  @Test
  void aServerThatIsFrozenFromTheStartIsAFailure() throws Exception {
    server.freeze();
    try {
      assertTimeoutPreemptively(BOUND, () -> assertFails(() -> store.write(batch(0))));
    } finally {
      server.thaw();
    }

    writeUntilItWorks(batch(0));

    assertThat(attempts()).isEqualTo(10);
  }

  @Test
  void aServerThatIsGoneIsAFailure() throws Exception {
    store.write(batch(0));
    server.close();

    assertTimeoutPreemptively(BOUND, () -> assertFails(() -> store.write(batch(1))));
    assertTimeoutPreemptively(BOUND, () -> assertFails(store::all));
  }

  @Test
  void whatWasAcknowledgedSurvivesAKilledServer() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(20);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Integer> writer =
          thread.submit(() -> {
            int next = 0;
            while (!enough.get()) {
              writeUntilItWorks(batch(next++));
              begun.countDown();
            }
            return next;
          });
      try {
        begun.await();
        server.startAgain(server.kill());
      } finally {
        enough.set(true);
      }

      int written = writer.get();

      assertThat(attempts()).isEqualTo(10L * written);
      assertThat(store.position("journal")).isEqualTo(new Position(0, written - 1));
      List<LedgerRow> rows = new ArrayList<>();
      store.rows(NOON, NOON.plusSeconds(10), rows::add);
      assertThat(rows).hasSize(10 * written).doesNotHaveDuplicates();
    }
  }

  private static void assertFails(Questions question) {
    assertThatThrownBy(question::ask).isInstanceOf(StoreFailure.class);
  }

  private interface Questions {
    void ask() throws Exception;
  }

  /// As the journal does: the same batch again until it is there.
  private void writeUntilItWorks(Batch batch) throws StoreFailure {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      try {
        store.write(batch);
        return;
      } catch (StoreFailure e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  private long attempts() throws StoreFailure {
    ReportQuery all = new ReportQuery(NOON, NOON.plusSeconds(60), List.of());
    return store.report(all).getFirst().attempts();
  }

  private static Batch batch(int number) {
    List<LedgerRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(LedgerRows.answer("r%d-%d".formatted(number, i), NOON.plusSeconds(1), 5));
    }
    return new Batch("journal", new Position(0, number), rows, List.of());
  }
}
