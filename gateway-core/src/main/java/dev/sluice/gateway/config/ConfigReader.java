package dev.sluice.gateway.config;

import dev.sluice.gateway.terms.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    NameSections names = new NameSections(root, models);
    Map<Tier, String> tiers = names.tiers();
    Map<String, String> aliases = names.aliases(tiers);
    KeySection callers = new KeySection(root, reading, new LimitsSection(models, aliases));
    MoneySections money = new MoneySections(root);
    RouteSection routes = new RouteSection(root.section("routes"), reading, models, tiers);
    Section classify = root.section("classify");
    GatewayConfig config =
        new GatewayConfig(
            providers,
            models,
            tiers,
            names.baseline(),
            aliases,
            routes.read(),
            classify.share("min_probability", 0.5),
            CascadeSection.read(root.section("cascade")),
            cache(),
            compression(),
            timeouts(),
            retry(),
            limits(),
            callers.keys(),
            callers.teams(),
            auth(),
            listen(),
            admin(),
            money.ledger(),
            money.savings(),
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
    noteInactive(root.has("shared"), "shared");
  }

  private void noteInactive(boolean configured, String what) {
    if (configured) {
      inactive.add(what);
    }
  }
}
