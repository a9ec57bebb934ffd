package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of the ledger, found by the ids that an invoice may name. Rows that an earlier
/// comparison made for lines without one are found last.
final class Accounts {

  private final Map<String, LedgerRow> rows = new LinkedHashMap<>();
  private final Map<String, List<LedgerRow>> corrections = new HashMap<>();
  private final Map<String, List<LedgerRow>> byProviderId = new HashMap<>();
  private final Map<String, LedgerRow> byIdentity = new HashMap<>();
  private final Set<String> claimed = new HashSet<>();

  void add(LedgerRow row) {
    String corrected = row.corrects();
    if (corrected != null) {
      corrections.computeIfAbsent(corrected, key -> new ArrayList<>()).add(row);
      return;
    }
    rows.put(row.key(), row);
    if (Unmatched.is(row)) {
      Unmatched.identities(row).forEach(identity -> byIdentity.put(identity, row));
    } else if (row.result().upstreamRequestId() != null) {
      byProviderId
          .computeIfAbsent(row.result().upstreamRequestId(), id -> new ArrayList<>())
          .add(row);
    }
  }

  /// The row that these lines are about, or null. Lines that name a row by its key come first; then
  /// one id of a provider on several rows finds those that are still free.
  @Nullable Account claim(Billed billed) {
    InvoiceLine line = billed.first();
    LedgerRow row = line.clientRequestId() == null ? null : rows.get(line.clientRequestId());
    if (row == null && line.providerRequestId() != null) {
      row = named(line.providerRequestId());
    }
    if (row == null) {
      row = byIdentity.get(billed.identity());
    }
    if (row == null) {
      return null;
    }
    claimed.add(row.key());
    return account(row);
  }

  private @Nullable LedgerRow named(String providerRequestId) {
    List<LedgerRow> named = byProviderId.getOrDefault(providerRequestId, List.of());
    return named.stream()
        .filter(row -> !claimed.contains(row.key()))
        .findFirst()
        .orElse(named.isEmpty() ? null : named.getFirst());
  }

  /// Those that nobody has claimed.
  Stream<Account> rest() {
    return rows.values().stream().filter(row -> !claimed.contains(row.key())).map(this::account);
  }

  /// Of all rows.
  Stream<String> providers() {
    return rows.values().stream()
        .map(row -> row.target().provider())
        .filter(Objects::nonNull)
        .distinct();
  }

  private Account account(LedgerRow row) {
    return new Account(row, corrections.getOrDefault(row.key(), List.of()));
  }
}
