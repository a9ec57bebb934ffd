package dev.sluice.gateway.reconcile;

import dev.sluice.gateway.money.Price;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a comparison goes by.
///
/// @param since lines and rows before it are left out; null: what the file covers
/// @param until exclusive; null: what the file covers
/// @param provider whose invoice it is; null: that of the rows which it names
/// @param prices for lines that tell tokens only
/// @param catalogueName the catalogue's name for a provider's model, the same where it has none
/// @param now the time of lines that neither have one nor a neighbour with one
public record Terms(
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String provider,
    Prices prices,
    UnaryOperator<String> catalogueName,
    Instant now) {

  /// Where prices are looked up.
  @FunctionalInterface
  public interface Prices {

    /// The price of this version, else the model's current one, else null.
    ///
    /// @param version as a row of the ledger names it, null where there is no row
    @Nullable Price of(@Nullable String version, String model);
  }

  /// Whether the invoice can be about rows of this provider.
  ///
  /// @param other null on rows for lines whose provider could not be told: they may be of any
  boolean concerns(@Nullable String other) {
    return provider == null || other == null || provider.equals(other);
  }

  boolean covers(@Nullable Instant time) {
    return time == null
        || ((since == null || !time.isBefore(since)) && (until == null || time.isBefore(until)));
  }
}
