package dev.sluice.gateway.exchange;

import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the caller asked of Sluice itself, by `x-sluice-*` headers or the body's `sluice` object,
/// or by headers that everybody knows. Everything is optional; null means that the configuration
/// decides.
///
/// @param quality 0…1
/// @param cacheScope partition inside the caller's own scope, empty for none
/// @param session empty for none
/// @param idempotencyKey 1 to 255 printable ASCII characters, null for none
public record RequestOptions(
    @Nullable TaskType task,
    @Nullable Double quality,
    @Nullable Usd maxCost,
    @Nullable Tier maxTier,
    CacheMode cache,
    @Nullable Duration cacheTtl,
    String cacheScope,
    CompressionConfig.@Nullable Mode compress,
    String session,
    StreamMode stream,
    Map<String, String> tags,
    @Nullable String idempotencyKey) {

  public static final RequestOptions NONE =
      new RequestOptions(
          null,
          null,
          null,
          null,
          CacheMode.ON,
          null,
          "",
          null,
          "",
          StreamMode.AUTO,
          Map.of(),
          null);

  public RequestOptions {
    tags = Map.copyOf(tags);
  }

  /// How far the caches may be used.
  public enum CacheMode {
    ON,
    OFF,
    NO_CACHE,
    NO_STORE,
    EXACT;

    public boolean mayRead() {
      return this != OFF && this != NO_CACHE;
    }

    public boolean mayStore() {
      return this != OFF && this != NO_STORE;
    }
  }

  /// How a streamed routed request is gated.
  public enum StreamMode {
    DIRECT,
    SNIFF,
    BUFFERED,
    AUTO
  }
}
