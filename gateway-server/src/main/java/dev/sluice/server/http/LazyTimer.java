package dev.sluice.server.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One deadline that is moved far more often than it is reached: moving it later costs a field
/// write. Event loop only.
final class LazyTimer {

  private final EventExecutor loop;
  private final Runnable action;
  private @Nullable ScheduledFuture<?> task;
  private long taskAt;
  private long dueAt;
  private boolean armed;

  LazyTimer(EventExecutor loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  /// Runs the action once after this time, unless moved or stopped before.
  void arm(Duration in) {
    dueAt = loop.ticker().nanoTime() + in.toNanos();
    armed = true;
    if (task == null || taskAt - dueAt > 0) {
      cancelTask();
      schedule(in.toNanos());
    }
  }

  void stop() {
    armed = false;
  }

  /// Stops for good.
  void close() {
    armed = false;
    cancelTask();
  }

  private void schedule(long nanos) {
    taskAt = dueAt;
    task = loop.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
  }

  private void cancelTask() {
    ScheduledFuture<?> pending = task;
    if (pending != null) {
      pending.cancel(false);
      task = null;
    }
  }

  private void fire() {
    task = null;
    if (!armed) {
      return;
    }
    long left = dueAt - loop.ticker().nanoTime();
    if (left > 0) {
      schedule(left);
    } else {
      armed = false;
      action.run();
    }
  }
}
