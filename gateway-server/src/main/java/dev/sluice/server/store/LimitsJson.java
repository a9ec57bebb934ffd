package dev.sluice.server.store;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The limits of a key as one JSON object, in which what is not limited is not there.
final class LimitsJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LimitsJson() {}

  static String write(KeyLimits limits) {
    ObjectNode json = JSON.createObjectNode();
    if (!limits.models().isEmpty()) {
      limits.models().forEach(json.putArray("models")::add);
    }
    Tier maxTier = limits.maxTier();
    put(json, "max_tier", maxTier == null ? null : maxTier.wireName());
    put(json, "rpm", limits.rpm());
    put(json, "tpm", limits.tpm());
    Integer concurrency = limits.concurrency();
    put(json, "concurrency", concurrency == null ? null : (Long) (long) concurrency);
    put(json, "day_nano_usd", nanos(limits.budget().day()));
    put(json, "month_nano_usd", nanos(limits.budget().month()));
    put(json, "total_nano_usd", nanos(limits.budget().total()));
    if (limits.pacing()) {
      json.put("pacing", true);
    }
    Instant expires = limits.expires();
    put(json, "expires", expires == null ? null : expires.toString());
    Double quality = limits.minQuality();
    if (quality != null) {
      json.put("min_quality", quality);
    }
    return JSON.writeValueAsString(json);
  }

  /// @throws RuntimeException where it is anything else, since that may have been a limit
  static KeyLimits read(String text) {
    JsonNode json = JSON.readTree(text);
    JsonNode models = json.path("models");
    if (!json.isObject() || !(models.isArray() || models.isMissingNode())) {
      throw new IllegalArgumentException("limits are an object, and models a list");
    }
    return new KeyLimits(
        models.valueStream().map(JsonNode::stringValue).toList(),
        value(json, "max_tier", LimitsJson::tier),
        value(json, "rpm", JsonNode::longValue),
        value(json, "tpm", JsonNode::longValue),
        value(json, "concurrency", JsonNode::intValue),
        new Budget(
            usd(json, "day_nano_usd"), usd(json, "month_nano_usd"), usd(json, "total_nano_usd")),
        Boolean.TRUE.equals(value(json, "pacing", JsonNode::booleanValue)),
        value(json, "expires", node -> Instant.parse(node.stringValue())),
        value(json, "min_quality", JsonNode::doubleValue));
  }

  private static Tier tier(JsonNode node) {
    return Tier.of(node.stringValue())
        .orElseThrow(() -> new IllegalArgumentException("there is no tier '" + node + "'"));
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static void put(ObjectNode json, String name, @Nullable Long value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static <T> @Nullable T value(
      JsonNode json, String name, Function<JsonNode, @Nullable T> read) {
    return Optional.ofNullable(json.get(name)).map(read).orElse(null);
  }

  private static @Nullable Usd usd(JsonNode json, String name) {
    return value(json, name, node -> Usd.ofNanos(node.longValue()));
  }

  private static @Nullable Long nanos(@Nullable Usd amount) {
    return amount == null ? null : amount.nanos();
  }
}
