package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Builds the configuration section by section, in the order of the shipped file.
final class ConfigReader {

  private final Section root;
  private final Reading reading;
  private final List<String> inactive = new ArrayList<>();

  ConfigReader(Section root, Reading reading) {
    this.root = root;
    this.reading = reading;
  }

  GatewayConfig read() {
    Map<String, ProviderConfig> providers = providers();
    Map<String, ModelConfig> models =
        new ModelSection(root.section("models"), reading, providers).read();
    Map<Tier, String> tiers = tiers(models);
    Map<String, String> aliases = aliases(models, tiers);
    RouteSection routes = new RouteSection(root.section("routes"), reading, models, tiers);
    Section classify = root.section("classify");
    GatewayConfig config =
        new GatewayConfig(
            providers,
            models,
            tiers,
            baseline(models),
            aliases,
            routes.read(),
            classify.share("min_probability", 0.5),
            cascade(),
            cache(),
            compression(),
            timeouts(),
            retry(),
            limits(),
            keys(models, aliases),
            auth(),
            listen(),
            admin(),
            response(),
            inactive,
            "");
    classify.done();
    laterFeatures();
    root.done();
    return config.versioned();
  }

  private Map<String, ProviderConfig> providers() {
    Section all = root.section("providers");
    Map<String, ProviderConfig> providers = new LinkedHashMap<>();
    for (String name : all.freeKeys()) {
      Section one = all.section(name);
      String url = one.text("base_url");
      if (url == null) {
        all.problem(name, "provider '" + name + "' needs a 'base_url'");
      } else {
        BaseUrl.parse(url)
            .ifPresentOrElse(
                uri ->
                    providers.put(
                        name, new ProviderConfig(name, uri, new Secret(one.string("api_key", "")))),
                () ->
                    one.problem(
                        "base_url",
                        "'base_url' must be an http or https URL without user or query"));
      }
      one.done();
    }
    if (providers.isEmpty() && all.isEmpty()) {
      root.problem("providers", "at least one provider is needed under 'providers'");
    }
    return providers;
  }

  private Map<Tier, String> tiers(Map<String, ModelConfig> models) {
    Section section = root.section("tiers");
    Map<Tier, String> tiers = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      String model = section.text(tier.wireName());
      if (model != null && callable(section, tier.wireName(), model, models)) {
        tiers.put(tier, model);
      }
    }
    section.done();
    return tiers;
  }

  private static boolean callable(
      Section section, String key, String model, Map<String, ModelConfig> models) {
    ModelConfig found = models.get(model);
    if (found == null) {
      section.problem(
          key, "there is no model '" + model + "'" + Nearest.hint(model, models.keySet()));
    } else if (!found.isCallable()) {
      section.problem(key, "model '" + model + "' has no provider, it can only be a baseline");
    }
    return found != null && found.isCallable();
  }

  private @Nullable String baseline(Map<String, ModelConfig> models) {
    String name = root.text("baseline");
    if (name == null) {
      return null;
    }
    ModelConfig model = models.get(name);
    if (model == null || model.price() == null) {
      root.problem(
          "baseline",
          "the baseline '"
              + name
              + "' must be a model with a price"
              + (model == null ? Nearest.hint(name, models.keySet()) : ""));
    }
    return name;
  }

  private Map<String, String> aliases(Map<String, ModelConfig> models, Map<Tier, String> tiers) {
    Section section = root.section("aliases");
    Map<String, String> aliases = new LinkedHashMap<>();
    for (String name : section.freeKeys()) {
      String target = section.string(name, "");
      ModelConfig own = models.get(name);
      if (own != null && own.isCallable()) {
        section.problem(name, "'" + name + "' is a model with a provider and cannot be an alias");
      } else if (!names(models, tiers).contains(target)) {
        section.problem(
            name,
            "alias '"
                + name
                + "' must name auto, a tier or a model, not '"
                + target
                + "'"
                + Nearest.hint(target, names(models, tiers)));
      }
      aliases.put(name, target);
    }
    return aliases;
  }

  /// What a client may ask for by itself.
  private static Set<String> names(Map<String, ModelConfig> models, Map<Tier, String> tiers) {
    Set<String> names = new TreeSet<>(List.of("auto", "auto:cheap", "auto:quality"));
    tiers.keySet().forEach(tier -> names.add("tier:" + tier.wireName()));
    models.values().stream().filter(ModelConfig::isCallable).forEach(m -> names.add(m.id()));
    return names;
  }

  private CascadeConfig cascade() {
    Section section = root.section("cascade");
    Section accept = section.section("accept");
    Map<Tier, Double> thresholds = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      Double threshold = accept.optionalShare(tier.wireName());
      if (threshold != null) {
        thresholds.put(tier, threshold);
      }
    }
    accept.done();
    BigDecimal cap = section.dollars("max_cost_usd");
    double shadow = section.share("shadow_rate", 0);
    noteInactive(shadow > 0, "cascade.shadow_rate");
    section.done();
    return new CascadeConfig(
        thresholds, Usd.of(cap == null ? new BigDecimal("0.50") : cap), shadow);
  }

  private CacheConfig cache() {
    Section section = root.section("cache");
    CacheConfig cache =
        new CacheConfig(
            section.flag("exact", true),
            section.choice("semantic", CacheConfig.Semantic.class, CacheConfig.Semantic.AUTO),
            section.duration("ttl", Duration.ofHours(1)),
            section.bytes("max_bytes", 256L << 20),
            section.share("max_error", 0.02),
            section.optionalShare("similarity_threshold"),
            section.flag("judge", false),
            section.choice("scope", CacheConfig.Scope.class, CacheConfig.Scope.KEY));
    noteInactive(cache.semantic() != CacheConfig.Semantic.OFF, "cache.semantic");
    noteInactive(cache.judge(), "cache.judge");
    section.done();
    return cache;
  }

  private CompressionConfig compression() {
    Section section = root.section("compression");
    CompressionConfig compression =
        new CompressionConfig(
            section.choice("mode", CompressionConfig.Mode.class, CompressionConfig.Mode.LOSSLESS),
            section.integer("min_chars", 0, Integer.MAX_VALUE, 200),
            section.share("target_ratio", 0.4),
            section.integer("max_tokens", 1, Integer.MAX_VALUE, 4000));
    noteInactive(compression.mode() != CompressionConfig.Mode.OFF, "compression.mode");
    section.done();
    return compression;
  }

  private TimeoutConfig timeouts() {
    Section section = root.section("timeouts");
    TimeoutConfig normal = TimeoutConfig.DEFAULT;
    TimeoutConfig timeouts =
        new TimeoutConfig(
            section.duration("connect", normal.connect()),
            section.duration("first_byte", normal.firstByte()),
            section.duration("idle", normal.idle()),
            section.duration("total", normal.total()));
    section.done();
    return timeouts;
  }

  private RetryConfig retry() {
    Section section = root.section("retry");
    RetryConfig normal = RetryConfig.DEFAULT;
    RetryConfig retry =
        new RetryConfig(
            section.integer("attempts", 1, 10, normal.attempts()),
            section.share("budget", normal.budget()),
            section.integer("min_concurrent", 0, 10_000, normal.minConcurrent()));
    section.done();
    return retry;
  }

  private LimitConfig limits() {
    Section section = root.section("limits");
    LimitConfig normal = LimitConfig.DEFAULT;
    LimitConfig limits =
        new LimitConfig(
            section.integer("concurrent", 1, 1_000_000, normal.concurrent()),
            section.bytes("buffered_bytes", normal.bufferedBytes()));
    section.done();
    return limits;
  }

  private List<KeyConfig> keys(Map<String, ModelConfig> models, Map<String, String> aliases) {
    List<KeyConfig> keys = new ArrayList<>();
    for (Node item : root.items("keys")) {
      keys.add(new KeySection(new Section(reading, "keys", item), models, aliases).read(inactive));
    }
    KeySection.reportDoubles(keys, root);
    return keys;
  }

  private boolean auth() {
    String mode = root.string("auth", "keys");
    if (!mode.equals("keys") && !mode.equals("open")) {
      root.problem("auth", "'auth' must be keys or open, not '" + mode + "'");
    }
    return mode.equals("open");
  }

  private ListenConfig listen() {
    Section section = root.section("listen");
    Section tls = section.section("tls");
    String cert = tls.text("cert");
    String key = tls.text("key");
    if ((cert == null) != (key == null)) {
      section.problem("tls", "'listen.tls' needs both 'cert' and 'key'");
    }
    ListenConfig listen =
        new ListenConfig(
            section.string("host", "127.0.0.1"),
            section.integer("port", 0, 65_535, 8080),
            section.bytes("max_body", 64L << 20),
            cert == null || key == null ? null : new ListenConfig.Tls(Path.of(cert), Path.of(key)));
    tls.done();
    section.done();
    return listen;
  }

  private AdminConfig admin() {
    Section section = root.section("admin");
    Section metrics = root.section("metrics");
    AdminConfig admin =
        new AdminConfig(
            section.string("host", "127.0.0.1"),
            section.integer("port", 0, 65_535, 8081),
            secret(section.text("token")),
            secret(metrics.text("token")));
    section.done();
    metrics.done();
    return admin;
  }

  private static @Nullable Secret secret(@Nullable String value) {
    return value == null || value.isEmpty() ? null : new Secret(value);
  }

  private boolean response() {
    Section section = root.section("response");
    String model = section.string("model", "answered");
    if (!model.equals("answered") && !model.equals("requested")) {
      section.problem(
          "model", "'response.model' must be answered or requested, not '" + model + "'");
    }
    section.done();
    return model.equals("requested");
  }

  /// Sections that are part of the file's contract but have no feature behind them yet.
  private void laterFeatures() {
    for (String name : List.of("ledger", "shared")) {
      noteInactive(root.has(name), name);
    }
  }

  private void noteInactive(boolean configured, String what) {
    if (configured) {
      inactive.add(what);
    }
  }
}
