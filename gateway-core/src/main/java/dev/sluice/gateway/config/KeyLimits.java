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
/// @param expires from this moment on nothing is allowed any more
/// @param minQuality the least `x-sluice-quality` that its requests are held to, 0…1
public record KeyLimits(
    List<String> models,
    @Nullable Tier maxTier,
    @Nullable Long rpm,
    @Nullable Long tpm,
    @Nullable Integer concurrency,
    Budget budget,
    boolean pacing,
    @Nullable Instant expires,
    @Nullable Double minQuality) {

  public static final KeyLimits NONE = ofModels(List.of());

  public KeyLimits {
    models = List.copyOf(models);
  }

  /// Nothing but a choice of names.
  public static KeyLimits ofModels(List<String> models) {
    return new KeyLimits(models, null, null, null, null, Budget.NONE, false, null, null);
  }

  /// Whether its time is over.
  public boolean isOver(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /// Money that may be spent; periods are days and months of UTC.
  public record Budget(@Nullable Usd day, @Nullable Usd month, @Nullable Usd total) {
    public static final Budget NONE = new Budget(null, null, null);

    public boolean isNone() {
      return day == null && month == null && total == null;
    }
  }
}
