package dev.sluice.server;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.ledger.JournalLedger;
import dev.sluice.server.books.GatewayBooks;
import dev.sluice.server.metrics.GatewayMetrics;
import io.micrometer.core.instrument.Tags;

/// The meters of ledger and budgets.
final class BooksGauges {

  private BooksGauges() {}

  static void bind(GatewayBooks books, GatewayMetrics metrics) {
    for (Budgets.State state : Budgets.State.values()) {
      metrics.count(
          "sluice.budget.reservations",
          "Money that was held before calls, by what became of it.",
          Tags.of("state", state.wireName()),
          () -> books.budgets().count(state));
    }
    JournalLedger journal = books.journal();
    metrics.count(
        "sluice.ledger.dropped",
        "Rows that could not be recorded; stays 0.",
        Tags.empty(),
        () -> journal == null ? 0 : journal.dropped());
    if (journal != null) {
      metrics.gauge(
          "sluice.ledger.backlog.bytes",
          "What the journal holds and the database does not.",
          journal::backlogBytes);
      metrics.gauge(
          "sluice.ledger.open.intents", "Attempts without an end yet.", journal::openIntents);
      metrics.gauge(
          "sluice.backend.degraded",
          "1 while a backend cannot be used.",
          Tags.of("backend", "ledger"),
          () -> journal.degraded() ? 1 : 0);
    }
  }
}
