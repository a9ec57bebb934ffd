package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Usd;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One model on one UTC day, by the ledger and by the provider's own count.
///
/// @param model in the catalogue's words; `all` where the export does not tell models apart
public record DayDrift(LocalDate day, String model, Side ledger, Side export) {

  /// What one of the two counts.
  ///
  /// @param cost of the export: at the model's current price; null where there is none
  public record Side(long requests, Usage tokens, @Nullable Usd cost) {

    static final Side NONE = new Side(0, Usage.NONE, Usd.ZERO);

    Side plus(Side other) {
      Usd sum = cost == null || other.cost == null ? null : cost.plus(other.cost);
      return new Side(requests + other.requests, tokens.plus(other.tokens), sum);
    }
  }

  /// By how much the provider's count costs more; nothing where that cannot be told.
  public Usd drift() {
    Usd mine = ledger.cost();
    Usd theirs = export.cost();
    return mine == null || theirs == null ? Usd.ZERO : theirs.minus(mine);
  }

  /// Whether both count the same prompt and completion tokens; how a provider splits them is its
  /// own.
  public boolean agrees() {
    return ledger.tokens().allInput() == export.tokens().allInput()
        && ledger.tokens().allOutput() == export.tokens().allOutput();
  }
}
