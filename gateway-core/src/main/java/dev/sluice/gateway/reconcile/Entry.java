package dev.sluice.gateway.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gateway.chat.AnswerReader;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.money.Usd;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One entry of a provider's file, by the names that such files use; numbers may be text, as they
/// are where the file is CSV.
record Entry(JsonNode json) {

  /// The entry cannot be read; ends the reading of the file.
  static final class Unclear extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unclear(String why) {
      super(why, null, false, false);
    }
  }

  InvoiceLine line() {
    String model = text("model");
    if (model == null) {
      throw new Unclear("has no 'model'");
    }
    Usage tokens = tokens();
    Usd cost = cost();
    if (tokens == null && cost == null) {
      throw new Unclear("has neither token counts nor 'cost_usd' or 'cost_nano_usd'");
    }
    return new InvoiceLine(
        text("client_request_id", "x_client_request_id"),
        text("request_id", "x_request_id", "provider_request_id"),
        model,
        tokens,
        cost,
        time("created", "created_at"));
  }

  boolean isBucket() {
    return json.path("results").isArray() && json.has("start_time");
  }

  /// Unix seconds or RFC 3339; null where it is absent.
  @Nullable Instant time(String... names) {
    String text = text(names);
    if (text == null) {
      return null;
    }
    try {
      if (text.matches("\\d+(\\.\\d+)?")) {
        BigDecimal millis = new BigDecimal(text).movePointRight(3);
        return Instant.ofEpochMilli(millis.longValue());
      }
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Unclear("has the time '" + text + "', which is neither Unix nor RFC 3339");
    }
  }

  /// A count; 0 where it is absent.
  long count(String... names) {
    String text = text(names);
    if (text == null) {
      return 0;
    }
    try {
      long count = new BigDecimal(text).longValueExact();
      if (count >= 0) {
        return count;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below
    }
    throw new Unclear("has '" + text + "' for " + names[0] + ", which is no count");
  }

  /// The first of the fields that is there and not empty.
  @Nullable String text(String... names) {
    for (String name : names) {
      JsonNode node = json.path(name);
      if (node.isNumber() || (node.isString() && !node.asString().isEmpty())) {
        return node.asString();
      }
    }
    return null;
  }

  private @Nullable Usd cost() {
    String nanos = text("cost_nano_usd");
    String dollars = text("cost_usd");
    try {
      if (nanos != null) {
        return Usd.ofNanos(new BigDecimal(nanos).longValueExact());
      }
      return dollars == null ? null : Usd.parse(dollars);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Unclear("has the cost '" + (nanos == null ? dollars : nanos) + "'");
    }
  }

  private @Nullable Usage tokens() {
    if (json.path("usage").isObject()) {
      return usage(json.path("usage"));
    }
    if (text("input_tokens", "prompt_tokens", "output_tokens", "completion_tokens") == null) {
      return null;
    }
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage.put("prompt_tokens", count("input_tokens", "prompt_tokens"));
    usage.put("completion_tokens", count("output_tokens", "completion_tokens"));
    usage
        .putObject("prompt_tokens_details")
        .put("cached_tokens", count("cached", "cached_tokens", "input_cached_tokens"))
        .put("cache_write_tokens", count("cache_write", "cache_write_tokens"));
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", count("reasoning_tokens", "reasoning"));
    return usage(usage);
  }

  private static @Nullable Usage usage(JsonNode usage) {
    return AnswerReader.usage(("{\"usage\":" + usage + "}").getBytes(UTF_8)).orElse(null);
  }
}
