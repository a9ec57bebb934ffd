package dev.sluice.gateway.cache;

import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.exchange.Thresholds;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import org.jspecify.annotations.Nullable;

/// What a caller asked of the routing of its request, and thereby of the answer's quality.
///
/// Not part of the key: one answer can satisfy several wishes, and [#heldTo] says which. A caller
/// whose route stopped early, because of its own cap on tier or money, may have got a weaker answer
/// than others would; theirs must not be that one.
///
/// @param quality 0…1, that of the asked name where the caller names none
/// @param ungated the stream went out as it came, no gate has seen it
record Wishes(
    @Nullable TaskType task,
    double quality,
    @Nullable Tier maxTier,
    @Nullable Usd maxCost,
    boolean ungated) {

  static Wishes of(Exchange x) {
    RequestOptions options = x.options();
    return new Wishes(
        options.task(),
        Thresholds.quality(x),
        x.caller().maxTier(options),
        options.maxCost(),
        x.request().stream() && options.stream() == StreamMode.DIRECT);
  }

  /// Whether an answer made under these wishes was held to everything that the other caller would
  /// hold it to: no lower threshold, no tighter cap, and no task that only this caller named.
  boolean heldTo(Wishes other) {
    return (task == null || task == other.task)
        && quality >= other.quality
        && (maxTier == null || (other.maxTier != null && maxTier.compareTo(other.maxTier) >= 0))
        && (maxCost == null || (other.maxCost != null && maxCost.compareTo(other.maxCost) >= 0))
        && (!ungated || other.ungated);
  }
}
