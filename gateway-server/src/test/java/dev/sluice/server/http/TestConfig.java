package dev.sluice.server.http;

import dev.sluice.gateway.config.AdminConfig;
import dev.sluice.gateway.config.CacheConfig;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.CascadeConfig;
import dev.sluice.gateway.config.CompressionConfig;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.config.LimitConfig;
import dev.sluice.gateway.config.ListenConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.ModelConfig.OnDisconnect;
import dev.sluice.gateway.config.ProviderConfig;
import dev.sluice.gateway.config.RetryConfig;
import dev.sluice.gateway.config.Secret;
import dev.sluice.gateway.config.TimeoutConfig;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Savings;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A configuration with two providers and three models, changed where a test needs it.
final class TestConfig {

  static final ProviderConfig FIRST = provider("first");
  static final ProviderConfig SECOND = provider("second");

  private ListenConfig listen = new ListenConfig("127.0.0.1", 0, 64L << 20, null);
  private LimitConfig limits = LimitConfig.DEFAULT;
  private TimeoutConfig timeouts = TimeoutConfig.DEFAULT;
  private List<KeyConfig> keys = List.of();
  private boolean requestedModel;
  private OnDisconnect onDisconnect = OnDisconnect.CANCEL;

  TestConfig maxBody(long bytes) {
    listen = new ListenConfig(listen.host(), 0, bytes, listen.tls());
    return this;
  }

  TestConfig tls(ListenConfig.Tls tls) {
    listen = new ListenConfig(listen.host(), 0, listen.maxBody(), tls);
    return this;
  }

  TestConfig limits(int concurrent, long bufferedBytes) {
    limits = new LimitConfig(concurrent, bufferedBytes);
    return this;
  }

  TestConfig idle(Duration idle) {
    timeouts = new TimeoutConfig(timeouts.connect(), timeouts.firstByte(), idle, timeouts.total());
    return this;
  }

  TestConfig keys(KeyConfig... all) {
    keys = List.of(all);
    return this;
  }

  TestConfig requestedModelInAnswer() {
    requestedModel = true;
    return this;
  }

  TestConfig drainOnDisconnect() {
    onDisconnect = OnDisconnect.DRAIN;
    return this;
  }

  static KeyConfig key(String name, String secret, boolean passthrough, String... models) {
    return new KeyConfig(name, new Secret(secret), List.of(models), null, passthrough);
  }

  GatewayConfig build() {
    Map<String, ProviderConfig> providers = new LinkedHashMap<>();
    providers.put("first", FIRST);
    providers.put("second", SECOND);
    Map<String, ModelConfig> models = new LinkedHashMap<>();
    models.put("vendor/small", model("vendor/small", FIRST, "vendor/small"));
    models.put("painter", model("painter", SECOND, "painter-v2"));
    models.put("gpt-4o", model("gpt-4o", null, ""));
    return new GatewayConfig(
        providers,
        models,
        Map.of(Tier.BUDGET, "vendor/small"),
        "gpt-4o",
        Map.of("gpt-4o", "auto"),
        Map.of(),
        0.5,
        new CascadeConfig(Map.of(), Usd.parse("0.5"), 0),
        new CacheConfig(
            true,
            CacheConfig.Semantic.OFF,
            Duration.ofHours(1),
            1 << 20,
            0.02,
            null,
            false,
            CacheConfig.Scope.KEY),
        new CompressionConfig(CompressionConfig.Mode.OFF, 200, 0.4, 4000),
        timeouts,
        RetryConfig.DEFAULT,
        limits,
        keys,
        Map.of(),
        false,
        listen,
        new AdminConfig("127.0.0.1", 0, null, null),
        LedgerConfig.DEFAULT,
        Savings.Lengths.ASSUMED,
        requestedModel,
        List.of(),
        "1");
  }

  private ModelConfig model(String id, @Nullable ProviderConfig provider, String name) {
    return new ModelConfig(
        id,
        provider == null ? List.of() : List.of(new ModelConfig.Served(provider, name)),
        Tier.BUDGET,
        Price.of(Usd.parse("1"), Usd.parse("2")),
        Map.of(),
        List.of(),
        Map.of(),
        EnumSet.allOf(Capability.class),
        null,
        null,
        onDisconnect);
  }

  private static ProviderConfig provider(String name) {
    return new ProviderConfig(
        name, URI.create("http://" + name + ".example/v1"), new Secret("provider-key"));
  }
}
