package dev.sluice.server.evaluate;

import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.terms.Tier;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The configuration that a replay runs under: the user's own in everything that decides how
/// requests are routed, with the recorded answers as its only provider.
///
/// A tier that nothing was recorded for is answered by the next cheaper one. Callers, listeners,
/// caches and shadow evaluation are left out, since the replay has its own.
final class RunConfig {

  private static final List<String> NOT_FOR_A_REPLAY =
      List.of("keys", "teams", "auth", "admin", "metrics", "ledger", "shared", "cache", "aliases");

  private final Map<String, Object> root;
  private final Set<Tier> recorded;

  private final @Nullable Path gate;

  private RunConfig(Map<String, Object> root, Set<Tier> recorded, @Nullable Path gate) {
    this.root = root;
    this.recorded = recorded;
    this.gate = gate;
  }

  /// @param yaml a configuration that has been found valid
  /// @param provider where the recorded answers are
  /// @param recorded the tiers that have a stand-in
  static GatewayConfig of(String yaml, URI provider, Set<Tier> recorded) {
    return of(yaml, provider, recorded, null);
  }

  /// @param gate file of the quality gate, null for the configured one
  static GatewayConfig of(String yaml, URI provider, Set<Tier> recorded, @Nullable Path gate) {
    LoadSettings settings = LoadSettings.builder().setBufferSize(yaml.length() + 16).build();
    Map<String, Object> root = map(new Load(settings).loadFromString(yaml));
    String text = new RunConfig(root, recorded, gate).text(provider.toString());
    return switch (ConfigLoader.parse(text, "the replay's configuration", Map.of())) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid ->
          throw new CannotEvaluate(
              "The configuration cannot be replayed: " + invalid.problems().getFirst());
    };
  }

  private String text(String provider) {
    NOT_FOR_A_REPLAY.forEach(root::remove);
    Map<String, Object> providers = map(root.get("providers"));
    providers.replaceAll((_, _) -> Map.of("base_url", provider, "api_key", "recorded"));
    root.put("providers", providers);
    root.computeIfPresent("routes", (_, routes) -> routes(map(routes)));
    root.computeIfPresent("tiers", (_, tiers) -> tiers(map(tiers)));
    root.computeIfPresent("cascade", (_, cascade) -> with(cascade, "shadow_rate", 0));
    Path file = gate;
    if (file != null) {
      root.put("cascade", with(root.get("cascade"), "gate", file.toString()));
    }
    root.put("cache", Map.of("exact", "off", "semantic", "off"));
    root.put("compression", Map.of("mode", "off"));
    root.put("timeouts", Map.of("connect", "30s", "first_byte", "120s", "total", "10m"));
    root.put("listen", Map.of("host", "127.0.0.1", "port", 0));
    root.put("admin", Map.of("host", "127.0.0.1", "port", 0));
    return new Dump(DumpSettings.builder().build()).dumpToString(root);
  }

  private static Map<String, Object> with(@Nullable Object section, String key, Object value) {
    Map<String, Object> changed = map(section);
    changed.put(key, value);
    return changed;
  }

  private Map<String, Object> tiers(Map<String, Object> tiers) {
    tiers.keySet().removeIf(name -> Tier.of(name).map(tier -> !has(tier)).orElse(true));
    return tiers;
  }

  private boolean has(Tier tier) {
    return recorded.contains(tier);
  }

  private Map<String, Object> routes(Map<String, Object> routes) {
    routes.replaceAll((_, steps) -> steps(steps));
    return routes;
  }

  /// Equal steps in a row are one.
  private List<Object> steps(Object steps) {
    List<Object> standing = new ArrayList<>();
    for (Object step : steps instanceof List<?> list ? list : List.of(steps)) {
      Object stands = step instanceof Map<?, ?> ? agree(map(step)) : standing(step);
      if (standing.isEmpty() || !standing.getLast().equals(stands)) {
        standing.add(stands);
      }
    }
    return standing;
  }

  /// Asking one model twice is asking it once.
  private Object agree(Map<String, Object> step) {
    if (!(step.get("agree") instanceof List<?> both)) {
      return step;
    }
    List<Object> standing = both.stream().map(this::standing).distinct().toList();
    return standing.size() == 1 ? standing.getFirst() : Map.of("agree", standing);
  }

  private Object standing(Object step) {
    String name = String.valueOf(step);
    Tier tier = Tier.of(name).orElseGet(() -> tierOf(name));
    return has(tier) ? name : Ladder.standing(recorded, tier).wireName();
  }

  private Tier tierOf(String model) {
    Object entry = map(root.get("models")).get(model);
    Object tier = entry instanceof Map<?, ?> map ? map.get("tier") : null;
    return Tier.of(String.valueOf(tier)).orElse(Tier.STANDARD);
  }

  private static Map<String, Object> map(@Nullable Object node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }
}
