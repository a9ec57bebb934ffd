package dev.sluice.server.http;

import dev.sluice.gateway.chat.Json;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.terms.Tier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The names that a caller may ask for, as OpenAI lists models: `auto` and its leanings, tiers,
/// aliases, then the models that somebody serves.
final class ModelList {

  private static final String OURSELVES = "sluice";

  /// Nothing says when a model was made; SDKs insist on a number. 2025-01-01.
  private static final long CREATED = 1_735_689_600;

  /// Name to owner.
  private final Map<String, String> names;

  private ModelList(Map<String, String> names) {
    this.names = names;
  }

  static ModelList of(GatewayConfig config, Caller caller) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("auto", OURSELVES);
    names.put("auto:cheap", OURSELVES);
    names.put("auto:quality", OURSELVES);
    for (Tier tier : Tier.values()) {
      if (config.tiers().containsKey(tier)) {
        names.put("tier:" + tier.wireName(), OURSELVES);
      }
    }
    config.aliases().keySet().forEach(alias -> names.put(alias, OURSELVES));
    for (ModelConfig model : config.models().values()) {
      if (model.isCallable()) {
        names.putIfAbsent(model.id(), model.providers().getFirst().provider().name());
      }
    }
    names.keySet().removeIf(name -> !caller.mayUse(config, name));
    return new ModelList(names);
  }

  byte[] all() {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("object", "list");
    ArrayNode data = list.putArray("data");
    names.forEach((name, owner) -> data.add(model(name, owner)));
    return Json.MAPPER.writeValueAsBytes(list);
  }

  Optional<byte[]> one(String name) {
    return Optional.ofNullable(names.get(name))
        .map(owner -> Json.MAPPER.writeValueAsBytes(model(name, owner)));
  }

  private static ObjectNode model(String name, String owner) {
    return Json.MAPPER
        .createObjectNode()
        .put("id", name)
        .put("object", "model")
        .put("created", CREATED)
        .put("owned_by", owner);
  }
}
