package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a comparison of ledger and invoice found, and the rows that would mend it.
///
/// @param models by name
/// @param findings in the order of their time
/// @param corrections rows to add; afterwards the same comparison finds nothing
/// @param providers whose rows were compared; empty where that could not be told, and then no row
///   was missed on the invoice
/// @param repeated lines that say exactly what another line says; counted once
/// @param outside lines outside the time
/// @param uncosted attempts without a cost on the invoice and without a price
public record Drift(
    List<ModelDrift> models,
    List<Finding> findings,
    List<LedgerRow> corrections,
    Set<String> providers,
    long repeated,
    long outside,
    long uncosted) {

  public Drift {
    models = List.copyOf(models);
    findings = List.copyOf(findings);
    corrections = List.copyOf(corrections);
    providers = Set.copyOf(providers);
  }

  /// All models together.
  public ModelDrift total() {
    return models.stream().reduce(ModelDrift.none("all"), ModelDrift::plus);
  }

  /// The corrections to make by now. A row may still be under way for a line that has none and is
  /// young; a line that has the time of the comparison tells none of its own.
  ///
  /// @param now of the comparison
  /// @param young how old a line without a row must be
  public List<LedgerRow> due(Instant now, Duration young) {
    Instant latest = now.minus(young);
    return corrections.stream()
        .filter(row ->
            row.corrects() != null
                || !Unmatched.is(row)
                || !row.time().isAfter(latest)
                || row.time().equals(now))
        .toList();
  }

  /// Those of one kind.
  public List<Finding> of(Finding.Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).toList();
  }
}
