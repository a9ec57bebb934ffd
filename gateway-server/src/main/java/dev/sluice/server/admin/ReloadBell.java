package dev.sluice.server.admin;

import dev.sluice.gateway.config.Problem;
import java.util.List;

/// Where the admin API asks for a reload; whoever watches the configuration's file answers. Any
/// thread.
public final class ReloadBell implements AdminDesk.Reload {

  private volatile AdminDesk.Reload answering =
      () -> List.of(new Problem("", 0, "this gateway has no configuration file to read again"));

  /// From now on this one answers.
  public void answeredBy(AdminDesk.Reload reload) {
    answering = reload;
  }

  @Override
  public List<Problem> now() {
    return answering.now();
  }
}
