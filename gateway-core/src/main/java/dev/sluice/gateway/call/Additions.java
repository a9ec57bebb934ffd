package dev.sluice.gateway.call;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.exchange.Exchange;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which models refuse what Sluice adds to requests; forgotten when the configuration is reloaded.
/// Any thread.
final class Additions {

  private static final Logger LOG = LoggerFactory.getLogger(Additions.class);

  private final Set<Refusal> refused = ConcurrentHashMap.newKeySet();

  /// @param config by identity: each load of the file is a new instance
  private record Refusal(int config, String model) {}

  boolean allowed(Exchange x, ModelConfig model) {
    return !refused.contains(refusal(x.config(), model));
  }

  void refusedBy(Exchange x, ModelConfig model) {
    if (refused.add(refusal(x.config(), model))) {
      LOG.atWarn()
          .addKeyValue("model", model.id())
          .log("the provider refuses our additions to requests; off until the next reload");
    }
  }

  private static Refusal refusal(GatewayConfig config, ModelConfig model) {
    return new Refusal(System.identityHashCode(config), model.id());
  }
}
