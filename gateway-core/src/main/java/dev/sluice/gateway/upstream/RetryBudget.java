package dev.sluice.gateway.upstream;

import dev.sluice.gateway.config.RetryConfig;
import java.util.concurrent.atomic.AtomicInteger;

/// Bounds what repetitions may add to the load of a provider that is in trouble.
///
/// As in Envoy: repetitions in flight stay below a share of the requests in flight, but a few are
/// always allowed. One for each provider. Any thread, without locks.
public final class RetryBudget {

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();

  /// A request begins, its repetitions included; must be followed by [#end].
  public void begin() {
    requests.incrementAndGet();
  }

  public void end() {
    requests.decrementAndGet();
  }

  /// Asks to repeat a call; when granted, [#release] must follow once the repetition is over.
  public boolean tryAcquire(RetryConfig config) {
    while (true) {
      int running = retries.get();
      double allowed = Math.max(config.minConcurrent(), config.budget() * requests.get());
      if (running + 1 > allowed) {
        return false;
      }
      if (retries.compareAndSet(running, running + 1)) {
        return true;
      }
    }
  }

  public void release() {
    retries.decrementAndGet();
  }
}
