package dev.sluice.server.report;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A row of the ledger as JSON: what others read by these names stays.
public final class RowJson {

  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private RowJson() {}

  /// On one line, in ASCII, whatever the terminal's encoding.
  public static String line(LedgerRow row) {
    return ASCII.writeValueAsString(of(row));
  }

  public static ObjectNode of(LedgerRow row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("request_id", row.requestId());
    json.put("attempt", row.attempt());
    json.put("time", row.time().toString());
    json.put("kind", row.kind().wireName());
    json.put("state", row.state().wireName());
    json.put("provider", row.target().provider());
    json.put("model", row.target().model());
    json.put("tier", row.target().tier());
    json.put("task", row.target().task());
    json.put("status", row.result().status());
    json.put("stream", row.result().stream());
    json.put("upstream_request_id", row.result().upstreamRequestId());
    json.set("tokens", tokens(row.tokens()));
    money(json, row.charge());
    json.put("price_version", row.charge().priceVersion());
    json.put("key_id", row.payer().keyId());
    json.put("team", row.payer().team());
    ObjectNode tags = json.putObject("tags");
    row.payer().tags().forEach(tags::put);
    json.put("cache", row.result().cache());
    json.put("latency_ms", row.result().latencyMillis());
    if (row.kind() == LedgerRow.Kind.HIT) {
      json.put("count", row.count());
    }
    if (row.corrects() != null) {
      json.put("corrects", row.corrects());
    }
    return json;
  }

  private static ObjectNode tokens(Usage tokens) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input", tokens.input())
        .put("cached_input", tokens.cachedInput())
        .put("cache_write", tokens.cacheWrite())
        .put("output", tokens.output())
        .put("reasoning", tokens.reasoning());
  }

  private static void money(ObjectNode json, LedgerRow.Charge charge) {
    json.put("cost_nano_usd", nanos(charge.cost()));
    json.put("reserved_nano_usd", charge.reserved().nanos());
    json.put("baseline_low_nano_usd", nanos(charge.baseline(), Estimate::low));
    json.put("baseline_nano_usd", nanos(charge.baseline(), Estimate::mid));
    json.put("baseline_high_nano_usd", nanos(charge.baseline(), Estimate::high));
    json.put("standard_nano_usd", nanos(charge.standard(), Estimate::mid));
  }

  private static @Nullable Long nanos(@Nullable Estimate estimate, Function<Estimate, Usd> which) {
    return estimate == null ? null : nanos(which.apply(estimate));
  }

  private static @Nullable Long nanos(@Nullable Usd amount) {
    return amount == null ? null : amount.nanos();
  }
}
