package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt about which ledger and invoice do not agree, or whose cost was so far a guess.
///
/// @param id the row's key; of a line without a row, an id that the line tells, else empty
/// @param state of the row; null without one
/// @param ledger what the ledger says, corrections included
/// @param invoice what the invoice says; null where it tells no cost and no price is known
public record Finding(
    Kind kind,
    String id,
    String model,
    Instant time,
    @Nullable State state,
    Usd ledger,
    @Nullable Usd invoice) {

  /// What is wrong.
  public enum Kind {
    /// By the provider's own usage, and yet charged otherwise.
    DIFFERENT("settled but different"),
    /// Counted from the text; the invoice tells better.
    ESTIMATED("estimated"),
    /// Charged as reserved; the invoice tells better.
    UNKNOWN("unknown"),
    /// Charged by the provider, and no row of the ledger is about it.
    INVOICE_ONLY("on the invoice only"),
    /// In the ledger, and the invoice does not charge it.
    LEDGER_ONLY("in the ledger only");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }
  }

  /// By how much the invoice is higher.
  public Usd drift() {
    return invoice == null ? Usd.ZERO : invoice.minus(ledger);
  }
}
