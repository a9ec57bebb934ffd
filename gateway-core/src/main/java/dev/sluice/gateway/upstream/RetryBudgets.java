package dev.sluice.gateway.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The retry budgets of all providers; they outlive a reload of the configuration. Any thread.
public final class RetryBudgets {

  private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();

  /// The budget of one provider; only names of the configuration may be asked for.
  public RetryBudget of(String provider) {
    return budgets.computeIfAbsent(provider, name -> new RetryBudget());
  }
}
