package dev.sluice.server.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import dev.sluice.server.store.PostgresServer;
import dev.sluice.server.store.Store;
import dev.sluice.server.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that stands still, and one that is killed: no request notices, and all rows are there
/// afterwards.
final class FrozenDatabaseTest {

  private static final Duration OUTAGE =
      Duration.parse(System.getProperty("sluice.outage", "PT0S"));

  @TempDir private Path folder;

  @Test
  void noRequestFailsForADatabaseThatIsAway() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder.resolve("pg"))) {
      String url = server.freshDatabase();
      Setup setup =
          Setup.shipped()
              .with("baseline: gpt-4o", "baseline: gpt-4o\nledger: {url: \"" + url + "\"}");
      Set<String> asked = new TreeSet<>();
      try (GatewayFixture gateway = GatewayFixture.start(setup, folder.resolve("data"))) {
        ask(gateway, asked, "before");

        server.freeze();
        ask(gateway, asked, "while it stands still");
        assertThat(gateway.awaitMetric(1, "sluice_backend_degraded", "backend", "ledger")).isTrue();
        ask(gateway, asked, "while it still stands still");
        server.thaw();
        assertThat(gateway.awaitMetric(0, "sluice_backend_degraded", "backend", "ledger")).isTrue();

        List<String> start = server.kill();
        ask(gateway, asked, "after it was killed");
        server.startAgain(start);
        ask(gateway, asked, "while it starts again");
        assertThat(gateway.awaitMetric(0, "sluice_ledger_backlog_bytes")).isTrue();
        assertThat(gateway.metric("sluice_ledger_dropped_total")).isZero();
      }

      try (Store store = Stores.open(url, null, null)) {
        List<LedgerRow> rows = Rows.in(store);
        assertThat(rows).extracting(LedgerRow::key).doesNotHaveDuplicates();
        assertThat(rows.stream().map(LedgerRow::requestId).collect(Collectors.toSet()))
            .isEqualTo(asked);
      }
    }
  }

  /// At least a few, and for as long as an outage is asked to last.
  private static void ask(GatewayFixture gateway, Set<String> asked, String when) {
    long start = System.nanoTime();
    for (int i = 0; i < 25 || System.nanoTime() - start < OUTAGE.toNanos(); i++) {
      Reply reply = gateway.chat(Chats.of("deepseek-v4-flash", when + " " + i));
      assertThat(reply.status()).as(when).isEqualTo(200);
      asked.add(reply.header("x-request-id"));
    }
  }
}
