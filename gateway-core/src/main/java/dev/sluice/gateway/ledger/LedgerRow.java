package dev.sluice.gateway.ledger;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One line of the ledger: an upstream attempt, a hit of a cache, or a correction. Never changed.
///
/// `requestId` and `attempt` together are its key, which Sluice mints itself.
///
/// @param requestId the request's ULID; of a correction, its own
/// @param attempt 0, 1, … within the request
/// @param time when the attempt began
/// @param count how many hits it stands for; 1 for everything else
/// @param corrects `request_id/attempt` of the row that this one adds a difference to, or null
public record LedgerRow(
    String requestId,
    int attempt,
    Instant time,
    Kind kind,
    State state,
    Target target,
    Result result,
    Usage tokens,
    Charge charge,
    Payer payer,
    long count,
    @Nullable String corrects) {

  public LedgerRow {
    if (attempt < 0 || count < 1) {
      throw new IllegalArgumentException("attempt " + attempt + ", count " + count);
    }
  }

  /// What was paid for.
  public enum Kind {
    ANSWER,
    DRAFT,
    JUDGE,
    COMPRESSION,
    SHADOW,
    HIT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How well the cost is known.
  public enum State {
    /// By the provider's own usage.
    SETTLED,
    /// No usage came; counted from the text.
    ESTIMATED,
    /// An intent without an end, charged as reserved.
    UNKNOWN,
    /// A hit, or an attempt that provably cost nothing.
    FREE;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whom the attempt went to, and for what.
  ///
  /// @param provider null where an answer came from a cache
  /// @param model the catalogue's name, `other` where the catalogue has none
  /// @param tier `budget`, `standard`, `premium`, or `direct`
  /// @param task the task's name, null where nobody needed to know
  public record Target(
      @Nullable String provider, String model, String tier, @Nullable String task) {}

  /// How it ended.
  ///
  /// @param status the provider's status, 0 when none came
  /// @param upstreamRequestId the provider's own id, or null
  /// @param cache the request's cache outcome: `hit`, `semantic_hit`, `miss`, `bypass`
  public record Result(
      int status,
      boolean stream,
      @Nullable String upstreamRequestId,
      String cache,
      long latencyMillis) {}

  /// The money.
  ///
  /// @param cost null where the model is unpriced
  /// @param reserved the worst case that was held for the attempt; it bounds what a provider can
  ///   charge for it
  /// @param baseline what the baseline model would have cost; nothing on rows that were not served,
  ///   null on a served row where there is no baseline
  /// @param standard the same for the standard tier's model
  /// @param priceVersion names the price entry and its date, null where the model is unpriced
  public record Charge(
      @Nullable Usd cost,
      Usd reserved,
      @Nullable Estimate baseline,
      @Nullable Estimate standard,
      @Nullable String priceVersion) {}

  /// Who pays.
  ///
  /// @param keyId the virtual key's id, `open` where none is needed
  /// @param tags the caller's own, in the order of their names
  public record Payer(String keyId, @Nullable String team, Map<String, String> tags) {

    public Payer {
      tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }
  }

  /// Its key as other rows and files name it: `request_id/attempt`.
  public String key() {
    return requestId + "/" + attempt;
  }
}
