package dev.sluice.server.http;

import dev.sluice.gateway.exchange.Allowance;
import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The `x-ratelimit-*` headers, as OpenAI names and writes them; none where nothing is limited.
final class RateHeaders {

  private RateHeaders() {}

  static void write(HttpHeaders headers, Allowance allowance) {
    write(headers, "requests", allowance.requests());
    write(headers, "tokens", allowance.tokens());
  }

  private static void write(HttpHeaders headers, String what, Allowance.@Nullable Rate rate) {
    if (rate != null) {
      headers.set("x-ratelimit-limit-" + what, Long.toString(rate.limit()));
      headers.set("x-ratelimit-remaining-" + what, Long.toString(rate.remaining()));
      headers.set("x-ratelimit-reset-" + what, goDuration(rate.reset()));
    }
  }

  /// A duration as Go writes it, to the millisecond: `0s`, `20ms`, `1.5s`, `6m0s`, `1h0m2s`.
  static String goDuration(Duration time) {
    long millis = Math.ceilDiv(time.toNanos(), 1_000_000L);
    if (millis == 0 || millis >= 1000) {
      long minutes = millis / 60_000;
      BigDecimal seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros();
      String hours = minutes >= 60 ? minutes / 60 + "h" : "";
      String rest = minutes > 0 ? minutes % 60 + "m" : "";
      return hours + rest + seconds.toPlainString() + "s";
    }
    return millis + "ms";
  }
}
