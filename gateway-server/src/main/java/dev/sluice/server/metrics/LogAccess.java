package dev.sluice.server.metrics;

import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.path.Observer;
import dev.sluice.gateway.path.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One line for each request on the logger `sluice.access`: ids, names and numbers, never a prompt,
/// a key or a body.
public final class LogAccess implements Observer {

  private static final Logger LOG = LoggerFactory.getLogger("sluice.access");

  @Override
  public void observe(Exchange x, Outcome outcome) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    List<Attempt> attempts = x.attempts();
    Plan plan = x.planOrNull();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("request_id", x.id())
            .addKeyValue("key_id", x.caller().keyId())
            .addKeyValue("operation", x.operation().wireName())
            .addKeyValue("stream", x.request().stream())
            .addKeyValue("status", outcome.status())
            .addKeyValue("outcome", outcome.kind().wireName())
            .addKeyValue("cache", x.cache().name().toLowerCase(Locale.ROOT))
            .addKeyValue("attempts", attempts.size())
            .addKeyValue("cost_nano_usd", x.cost().nanos())
            .addKeyValue("latency_ms", millis(x.elapsedNanos()))
            .addKeyValue("overhead_ms", millis(x.overheadNanos()));
    line = with(line, "asked", plan == null ? null : plan.asked());
    line = with(line, "model", x.servedModel());
    line = with(line, "task", x.task() == null ? null : x.task().task().wireName());
    line = with(line, "route", x.trace().isEmpty() ? null : x.trace());
    line = with(line, "saved_nano_usd", nanos(x.saved()));
    line = with(line, "first_byte_ms", x.firstByteNanos() == 0 ? null : millis(x.firstByteNanos()));
    line.log("request");
  }

  private static LoggingEventBuilder with(
      LoggingEventBuilder line, String name, @Nullable Object value) {
    return value == null ? line : line.addKeyValue(name, value);
  }

  private static @Nullable Long nanos(@Nullable Usd amount) {
    return amount == null ? null : Long.valueOf(amount.nanos());
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }
}
