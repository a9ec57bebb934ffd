package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Column;
import java.util.List;

/// What a way to answer makes of every prompt.
///
/// @param costs dollars, by cost view
/// @param served 1 where the tier's answer was served, by tier; of the baseline nowhere
/// @param premium 1 where the premium tier was asked
record Policy(
    String name, Column quality, List<Column> costs, List<Column> served, Column premium) {

  Policy {
    costs = List.copyOf(costs);
    served = List.copyOf(served);
  }
}
