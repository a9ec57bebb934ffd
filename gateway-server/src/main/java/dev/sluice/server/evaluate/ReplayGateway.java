package dev.sluice.server.evaluate;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.ledger.JournalLedger;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.GatewayFactory;
import dev.sluice.server.LiveConfig;
import dev.sluice.server.RunningGateway;
import dev.sluice.server.books.Books;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.http.ServerTimeouts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// A real gateway of this process on any free port of loopback, and its books.
final class ReplayGateway implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant FUTURE = Instant.parse("9999-01-01T00:00:00Z");

  private final GatewayBooks books;
  private final RunningGateway running;

  private ReplayGateway(GatewayBooks books, RunningGateway running) {
    this.books = books;
    this.running = running;
  }

  /// @param data an empty folder
  static ReplayGateway start(GatewayConfig config, Path data) throws IOException {
    GatewayBooks books = GatewayBooks.open(new Books.Place(config, data, Map.of()));
    return new ReplayGateway(
        books,
        GatewayFactory.start(
            new LiveConfig(config, books.keys()),
            new GatewayFactory.Parts(ServerTimeouts.DEFAULT, data, books)));
  }

  String url() {
    return running.dataUrl();
  }

  /// Everything that was paid for so far.
  void rows(Consumer<LedgerRow> sink) throws InterruptedException {
    JournalLedger journal = books.journal();
    Books shown = books.shown();
    if (journal == null || shown == null || !journal.awaitDrained(PATIENCE)) {
      throw new IllegalStateException("the ledger was not written in time");
    }
    try {
      shown.ledger().rows(Instant.EPOCH, FUTURE, sink);
    } catch (StoreFailure e) {
      throw new IllegalStateException("the ledger cannot be read", e);
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
