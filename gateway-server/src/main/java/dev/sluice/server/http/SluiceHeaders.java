package dev.sluice.server.http;

import dev.sluice.gateway.chat.JsonText;
import dev.sluice.gateway.exchange.Attempt;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.TaskDecision;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an answer tells about itself: the `x-sluice-*` headers, how its caller's limits stand, and
/// the same facts in the usage chunk of a stream, where costs are known only then.
final class SluiceHeaders {

  private static final String PREFIX = "x-sluice-";
  private static final int MAX_VALUE = 1024;

  private SluiceHeaders() {}

  /// For a head that goes out before the costs are known.
  static Consumer<HttpHeaders> early(Exchange x) {
    return headers -> write(headers, x, routing(x));
  }

  /// For an answer whose books are closed.
  static Consumer<HttpHeaders> complete(Exchange x) {
    return headers -> {
      Map<String, Object> facts = routing(x);
      facts.putAll(money(x));
      write(headers, x, facts);
    };
  }

  /// Members for the `usage` object of the last chunk: `"cost":…,"cost_details":{…}`, the keys of
  /// the latter being the headers' names without prefix and with `_` for `-`.
  static String usageMembers(Exchange x) {
    Map<String, Object> money = money(x);
    Object cost = money.remove("cost-usd");
    Map<String, Object> details = routing(x);
    details.putAll(money);
    StringBuilder json = new StringBuilder(256);
    if (cost != null) {
      json.append("\"cost\":").append(text(cost)).append(',');
    }
    json.append("\"cost_details\":{");
    String comma = "";
    for (Map.Entry<String, Object> fact : details.entrySet()) {
      json.append(comma).append(JsonText.quote(fact.getKey().replace('-', '_'))).append(':');
      json.append(fact.getValue() instanceof String s ? JsonText.quote(s) : text(fact.getValue()));
      comma = ",";
    }
    return json.append('}').toString();
  }

  private static Map<String, Object> routing(Exchange x) {
    Map<String, Object> facts = new LinkedHashMap<>();
    TaskDecision task = x.task();
    if (task != null) {
      facts.put("task", task(task));
    }
    String model = x.servedModel();
    if (model != null) {
      Tier tier = x.servedTier();
      facts.put("model", model);
      facts.put("tier", tier == null ? "direct" : tier.wireName());
    }
    facts.put("attempts", x.attempts().size());
    if (!x.trace().isEmpty()) {
      facts.put("route", x.trace());
    }
    facts.put("cache", x.cache().headerValue());
    facts.put("latency-ms", millis(x.elapsedNanos()));
    facts.put("overhead-ms", millis(x.overheadNanos()));
    return facts;
  }

  /// Nothing where an attempt has no price: unknown is not free.
  private static Map<String, Object> money(Exchange x) {
    Map<String, Object> facts = new LinkedHashMap<>();
    boolean unpriced = x.attempts().stream().anyMatch(attempt -> attempt.cost() == null);
    if (!unpriced) {
      facts.put("cost-usd", dollars(x.cost()));
    }
    Usd saved = x.saved();
    if (saved != null && !unpriced) {
      facts.put("saved-usd", dollars(saved));
    }
    Usd baseline = x.baseline();
    if (baseline != null) {
      facts.put("baseline-usd", dollars(baseline));
    }
    return facts;
  }

  private static void write(HttpHeaders headers, Exchange x, Map<String, Object> facts) {
    facts.forEach((name, value) -> headers.set(PREFIX + name, clean(text(value))));
    RateHeaders.write(headers, x.allowance());
    String upstreamId = upstreamRequestId(x);
    if (upstreamId != null && upstreamId.matches("[\\x21-\\x7e]{1,200}")) {
      headers.set(PREFIX + "upstream-request-id", upstreamId);
    }
  }

  private static @Nullable String upstreamRequestId(Exchange x) {
    String id = null;
    for (Attempt attempt : x.attempts()) {
      boolean answers = attempt.kind() == Attempt.Kind.ANSWER;
      id = answers && attempt.upstreamRequestId() != null ? attempt.upstreamRequestId() : id;
    }
    return id;
  }

  private static String task(TaskDecision task) {
    Double p = task.probability();
    String name = task.task().wireName();
    return p == null ? name : name + String.format(Locale.ROOT, ";p=%.2f", p);
  }

  private static BigDecimal dollars(Usd amount) {
    return BigDecimal.valueOf(amount.nanos(), 9);
  }

  private static BigDecimal millis(long nanos) {
    return BigDecimal.valueOf(nanos / 1000, 3);
  }

  private static String text(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  /// Names from a configuration file may hold anything; header values may not.
  private static String clean(String value) {
    String shown = value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE);
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
