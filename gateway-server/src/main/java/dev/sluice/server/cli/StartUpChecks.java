package dev.sluice.server.cli;

import dev.sluice.gateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;

/// What a valid file may still not do: stand open to the network without saying so.
final class StartUpChecks {

  private StartUpChecks() {}

  /// Everything that forbids the start.
  ///
  /// @param open whether there is no key, neither in the file nor in the database
  static List<String> refusals(GatewayConfig config, boolean open) {
    List<String> refusals = new ArrayList<>();
    if (!config.listen().isLoopback() && open && !config.openAuth()) {
      refusals.add(
          "listen.host is "
              + config.listen().host()
              + ", which others can reach, and no keys are defined: make one with './sluice keys create', start with"
              + " --init-secrets, or write 'auth: open' if anyone may call.");
    }
    if (!config.admin().isLoopback() && config.admin().token() == null) {
      refusals.add(
          "admin.host is "
              + config.admin().host()
              + ", which others can reach: set 'admin.token' or start with --init-secrets.");
    }
    return refusals;
  }
}
