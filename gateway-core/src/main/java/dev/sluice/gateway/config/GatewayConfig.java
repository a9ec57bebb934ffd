package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything the file says, checked and resolved; one instance serves all requests until a reload.
///
/// @param providers by name, in the order of the file
/// @param models by id, in the order of the file
/// @param tiers the model of each tier
/// @param baseline the model that savings are measured against, null when none is configured
/// @param aliases asked-for name to `auto`, a tier or a model
/// @param routes every task has one
/// @param minTaskProbability a task guess below it counts as `general`
/// @param keys virtual keys of the file; others may be in the database
/// @param teams what the keys of a team may do together; a team without an entry has no limits
/// @param savings how long the baseline's answers are taken to be until enough were observed
/// @param openAuth `auth: open` was written
/// @param requestedModelInAnswer `response.model: requested`
/// @param inactive keys of the file that are understood but do nothing yet
/// @param version changes whenever an answer could change; part of cache keys
public record GatewayConfig(
    Map<String, ProviderConfig> providers,
    Map<String, ModelConfig> models,
    Map<Tier, String> tiers,
    @Nullable String baseline,
    Map<String, String> aliases,
    Map<TaskType, List<RouteStep>> routes,
    double minTaskProbability,
    CascadeConfig cascade,
    CacheConfig cache,
    CompressionConfig compression,
    TimeoutConfig timeouts,
    RetryConfig retry,
    LimitConfig limits,
    List<KeyConfig> keys,
    Map<String, KeyLimits> teams,
    boolean openAuth,
    ListenConfig listen,
    AdminConfig admin,
    LedgerConfig ledger,
    Savings.Lengths savings,
    boolean requestedModelInAnswer,
    List<String> inactive,
    String version) {

  public GatewayConfig {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    tiers = Map.copyOf(tiers);
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    routes = Map.copyOf(routes);
    keys = List.copyOf(keys);
    teams = Collections.unmodifiableMap(new LinkedHashMap<>(teams));
    inactive = List.copyOf(inactive);
  }

  /// The model with this id, or null; ids may come straight from a client.
  public @Nullable ModelConfig model(String id) {
    return models.get(id);
  }

  /// The same, bound elsewhere.
  public GatewayConfig listeningOn(ListenConfig newListen, AdminConfig newAdmin) {
    return with(keys, newListen, newAdmin, ledger, version);
  }

  /// The same with other callers and another management listener.
  public GatewayConfig withKeys(List<KeyConfig> newKeys, AdminConfig newAdmin) {
    return with(newKeys, listen, newAdmin, ledger, version);
  }

  /// The same with its books elsewhere.
  public GatewayConfig withLedger(LedgerConfig newLedger) {
    return with(keys, listen, admin, newLedger, version);
  }

  /// The same, its version taken from everything that decides what an answer says.
  GatewayConfig versioned() {
    Object deciding =
        List.of(
            models.values(),
            new TreeMap<>(tiers),
            aliases,
            new TreeMap<>(routes),
            minTaskProbability,
            cascade,
            compression,
            requestedModelInAnswer);
    return with(keys, listen, admin, ledger, Version.of(deciding.toString()));
  }

  private GatewayConfig with(
      List<KeyConfig> newKeys,
      ListenConfig newListen,
      AdminConfig newAdmin,
      LedgerConfig newLedger,
      String newVersion) {
    return new GatewayConfig(
        providers,
        models,
        tiers,
        baseline,
        aliases,
        routes,
        minTaskProbability,
        cascade,
        cache,
        compression,
        timeouts,
        retry,
        limits,
        newKeys,
        teams,
        openAuth,
        newListen,
        newAdmin,
        newLedger,
        savings,
        requestedModelInAnswer,
        inactive,
        newVersion);
  }

  /// Whether the file names no keys.
  public boolean isOpen() {
    return keys.isEmpty();
  }
}
