package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.money.Usd;

/// Ledger and invoice of one model, over the attempts whose cost both can tell.
///
/// @param rows of the ledger
/// @param lines of the invoice
public record ModelDrift(String model, long rows, long lines, Usd ledger, Usd invoice) {

  /// By how much the invoice is higher.
  public Usd drift() {
    return invoice.minus(ledger);
  }

  static ModelDrift none(String model) {
    return new ModelDrift(model, 0, 0, Usd.ZERO, Usd.ZERO);
  }

  ModelDrift plus(ModelDrift other) {
    return new ModelDrift(
        model,
        rows + other.rows,
        lines + other.lines,
        ledger.plus(other.ledger),
        invoice.plus(other.invoice));
  }
}
