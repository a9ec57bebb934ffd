package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a comparison finds, while it goes on.
final class Findings {

  private final Terms.Prices prices;
  private final Map<String, ModelDrift> models = new TreeMap<>();
  private final List<Finding> found = new ArrayList<>();
  private final List<LedgerRow> corrections = new ArrayList<>();
  private long uncosted;

  Findings(Terms.Prices prices) {
    this.prices = prices;
  }

  /// A row and its lines.
  void matched(Account account, Billed billed) {
    LedgerRow row = account.row();
    Usd charged = billed.cost(prices.of(row.charge().priceVersion(), account.model()));
    if (charged == null) {
      uncosted++;
      return;
    }
    count(account.model(), 1, billed.lines().size(), account.cost(), charged);
    if (!account.isGuess() && charged.equals(account.cost())) {
      return;
    }
    found.add(finding(kind(account.state()), account, charged));
    corrections.addAll(Corrections.of(account, charged, billed.tokens()));
  }

  /// Lines without a row.
  void invoiceOnly(Billed billed, Instant time, @Nullable String provider, String model) {
    Usd charged = billed.cost(prices.of(null, model));
    uncosted += charged == null ? 1 : 0;
    count(model, 0, billed.lines().size(), Usd.ZERO, charged == null ? Usd.ZERO : charged);
    found.add(
        new Finding(
            Finding.Kind.INVOICE_ONLY, named(billed), model, time, null, Usd.ZERO, charged));
    corrections.add(Unmatched.row(billed, time, provider, model, charged));
  }

  /// A row that the invoice should have and has not.
  void ledgerOnly(Account account) {
    if (account.cost().equals(Usd.ZERO)) {
      return;
    }
    count(account.model(), 1, 0, account.cost(), Usd.ZERO);
    found.add(finding(Finding.Kind.LEDGER_ONLY, account, Usd.ZERO));
    corrections.addAll(Corrections.takingBack(account));
  }

  Drift drift(Set<String> providers, long repeated, long outside) {
    found.sort(Comparator.comparing(Finding::time).thenComparing(Finding::id));
    return new Drift(
        List.copyOf(models.values()), found, corrections, providers, repeated, outside, uncosted);
  }

  private void count(String model, long rows, long lines, Usd ledger, Usd invoice) {
    models.merge(model, new ModelDrift(model, rows, lines, ledger, invoice), ModelDrift::plus);
  }

  private static Finding finding(Finding.Kind kind, Account account, Usd charged) {
    LedgerRow row = account.row();
    return new Finding(
        kind, row.key(), account.model(), row.time(), account.state(), account.cost(), charged);
  }

  private static Finding.Kind kind(State state) {
    return switch (state) {
      case SETTLED, FREE -> Finding.Kind.DIFFERENT;
      case ESTIMATED -> Finding.Kind.ESTIMATED;
      case UNKNOWN -> Finding.Kind.UNKNOWN;
    };
  }

  private static String named(Billed billed) {
    InvoiceLine line = billed.first();
    if (line.clientRequestId() != null) {
      return line.clientRequestId();
    }
    return line.providerRequestId() == null ? "" : line.providerRequestId();
  }
}
