package dev.sluice.server.admin;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Problem;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.upstream.CircuitBreaker;
import dev.sluice.server.http.PlainHandler.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The running gateway as the admin API shows it: configuration and providers.
final class GatewayPages {

  private final AdminDesk desk;

  GatewayPages(AdminDesk desk) {
    this.desk = desk;
  }

  Answer config() {
    return JsonAnswer.of(200, ConfigJson.of(desk.config().get()));
  }

  Answer reload() {
    List<Problem> problems = desk.reload().now();
    if (!problems.isEmpty()) {
      String told = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
      throw Refused.of(
          400, "The old configuration stays in effect:\n" + told, "invalid_configuration");
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("status", "reloaded");
    json.put("version", desk.config().get().version());
    return JsonAnswer.of(200, json);
  }

  Answer providers() {
    GatewayConfig config = desk.config().get();
    Map<String, Map<String, CircuitBreaker>> breakers = new TreeMap<>();
    desk.breakers()
        .all()
        .forEach((key, breaker) ->
            breakers
                .computeIfAbsent(key.provider(), name -> new TreeMap<>())
                .put(key.model(), breaker));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("object", "list");
    ArrayNode data = json.putArray("data");
    config
        .providers()
        .values()
        .forEach(p -> data.add(provider(p, breakers.getOrDefault(p.name(), Map.of()))));
    return JsonAnswer.of(200, json);
  }

  private static ObjectNode provider(
      ProviderConfig provider, Map<String, CircuitBreaker> breakers) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", provider.name());
    json.put("base_url", provider.baseUrl().toString());
    json.put("has_key", !provider.apiKey().isEmpty());
    ObjectNode states = json.putObject("breakers");
    breakers.forEach((model, breaker) -> states.put(model, breaker.isOpen() ? "open" : "closed"));
    return json;
  }
}
