package dev.sluice.gateway.shadow;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.Purse;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// One purse for each hour of the clock, shared by all comparisons in it. Any thread.
///
/// Its budgets are its own, so that what is spent here is nobody's. A change of the cap begins a
/// new purse.
final class HourlyMoney {

  private final InstantSource clock;
  private final Budgets budgets;
  private @Nullable Hour current;

  private record Hour(long number, Usd cap, Purse purse) {}

  HourlyMoney(InstantSource clock) {
    this.clock = clock;
    this.budgets = new Budgets(clock);
  }

  /// The purse of this hour.
  synchronized Purse purse(Usd cap) {
    long number = clock.instant().getEpochSecond() / Duration.ofHours(1).toSeconds();
    Hour hour = current;
    if (hour == null || hour.number() != number || !hour.cap().equals(cap)) {
      hour = new Hour(number, cap, budgets.purse(cap, Aside.PAYER));
      current = hour;
    }
    return hour.purse();
  }
}
