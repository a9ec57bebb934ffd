package dev.sluice.gateway.call;

import dev.sluice.gateway.upstream.UpstreamResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a provider asks to wait: `retry-after-ms`, else `Retry-After` in seconds (RFC 9110,
/// 10.2.3). A date is not read; providers of models do not send one.
public final class RetryAfter {

  private RetryAfter() {}

  /// Null where the head does not say.
  public static @Nullable Duration of(UpstreamResponse.Head head) {
    Duration millis = read(head.header("retry-after-ms"), 1);
    return millis != null ? millis : read(head.header("retry-after"), 1000);
  }

  private static @Nullable Duration read(@Nullable String value, int unitMillis) {
    if (value == null) {
      return null;
    }
    try {
      double amount = Double.parseDouble(value.strip());
      boolean sane = amount >= 0 && amount < 1e9;
      return sane ? Duration.ofMillis((long) (amount * unitMillis)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
