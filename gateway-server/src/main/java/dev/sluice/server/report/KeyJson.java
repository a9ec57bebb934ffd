package dev.sluice.server.report;

import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.money.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A virtual key as JSON.
public final class KeyJson {

  private KeyJson() {}

  /// The key with its secret, for the one answer that makes it.
  public static ObjectNode made(VirtualKey key, Secret secret) {
    ObjectNode json = of(key);
    json.put("secret", secret.reveal());
    return json;
  }

  public static ObjectNode of(VirtualKey key) {
    KeyLimits limits = key.limits();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", key.id());
    json.put("name", key.name());
    json.put("team", key.team());
    ArrayNode models = json.putArray("models");
    limits.models().forEach(models::add);
    json.put("max_tier", limits.maxTier() == null ? null : limits.maxTier().wireName());
    json.put("rpm", limits.rpm());
    json.put("tpm", limits.tpm());
    json.put("concurrency", limits.concurrency());
    json.putObject("budget_usd")
        .put("day", decimal(limits.budget().day()))
        .put("month", decimal(limits.budget().month()))
        .put("total", decimal(limits.budget().total()));
    json.put("pacing", limits.pacing());
    json.put("min_quality", limits.minQuality());
    json.put("expires", text(limits.expires()));
    json.put("passthrough", key.passthrough());
    json.put("shown", key.shown());
    json.put("created", key.created().toString());
    json.put("revoked", text(key.revoked()));
    return json;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  /// Without an exponent and without zeros at the end.
  private static @Nullable BigDecimal decimal(@Nullable Usd amount) {
    if (amount == null) {
      return null;
    }
    BigDecimal plain = new BigDecimal(amount.decimal()).stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
