package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key or a team may do; null and an empty list mean no limit.
///
/// @param models names it may use (`auto`, tiers, aliases, models); empty allows all
/// @param rpm requests per minute
/// @param tpm tokens per minute
/// @param concurrency requests at a time
/// @param pacing as a budget burns faster than its period, prefer cheaper tiers
public record KeyLimits(
    List<String> models,
    @Nullable Tier maxTier,
    @Nullable Long rpm,
    @Nullable Long tpm,
    @Nullable Integer concurrency,
    Budget budget,
    boolean pacing,
    @Nullable Instant expires) {

  public static final KeyLimits NONE =
      new KeyLimits(List.of(), null, null, null, null, Budget.NONE, false, null);

  public KeyLimits {
    models = List.copyOf(models);
  }

  /// Money that may be spent; periods are days and months of UTC.
  public record Budget(@Nullable Usd day, @Nullable Usd month, @Nullable Usd total) {
    public static final Budget NONE = new Budget(null, null, null);

    public boolean isNone() {
      return day == null && month == null && total == null;
    }
  }
}
