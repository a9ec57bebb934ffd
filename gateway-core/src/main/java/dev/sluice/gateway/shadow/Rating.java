package dev.sluice.gateway.shadow;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A caller's verdict about one answer, as it is kept: names and a number, no text.
///
/// @param score 0…1; thumbs are 1 and 0
/// @param task null where nobody needed to know
/// @param tier null for an explicit model
public record Rating(
    Instant time,
    String requestId,
    String keyId,
    String model,
    @Nullable TaskType task,
    @Nullable Tier tier,
    double score) {

  /// From here on an answer counts as good.
  private static final double GOOD = 0.5;

  public boolean isGood() {
    return score >= GOOD;
  }
}
