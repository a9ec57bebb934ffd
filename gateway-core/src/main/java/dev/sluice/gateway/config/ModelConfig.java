package dev.sluice.gateway.config;

import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.terms.Tier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One model of the catalogue.
///
/// @param id the name that clients and routes use
/// @param providers where it is served, in order; empty for a baseline that is only priced
/// @param tier null when the model is on no ladder; then only an explicit request reaches it
/// @param price null when unpriced: served and counted, never shown as free
/// @param set body fields this model needs (name to JSON text); never override the client's own
/// @param drop body fields this model refuses
/// @param defaults fields used only where a routed request is silent (name to JSON text)
/// @param accepts what it can take; all of [Capability] unless configured
/// @param context prompt and answer tokens together, null when unknown
/// @param maxOutput answer tokens, null when unknown
public record ModelConfig(
    String id,
    List<Served> providers,
    @Nullable Tier tier,
    @Nullable Price price,
    Map<String, String> set,
    List<String> drop,
    Map<String, String> defaults,
    Set<Capability> accepts,
    @Nullable Integer context,
    @Nullable Integer maxOutput,
    OnDisconnect onDisconnect) {

  public ModelConfig {
    providers = List.copyOf(providers);
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    drop = List.copyOf(drop);
    defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
    accepts = Collections.unmodifiableSet(new TreeSet<>(accepts));
  }

  /// A provider that serves the model, and the name it goes by there.
  public record Served(ProviderConfig provider, String name) {}

  /// What happens to the upstream when the client leaves mid-answer.
  public enum OnDisconnect {
    CANCEL,
    DRAIN
  }

  public boolean isCallable() {
    return !providers.isEmpty();
  }
}
