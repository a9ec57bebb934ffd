package dev.sluice.server.client;

import dev.sluice.gateway.terms.FailureKind;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one timer of a call: the bound on the whole of it, and the bound of the phase it is in.
///
/// Moving a bound later costs nothing: the timer looks again when it fires. Event loop only.
final class Alarm {

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final Consumer<FailureKind> onDue;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt;
  private long totalAt;
  private @Nullable FailureKind phase;
  private long phaseNanos;
  private long phaseAt;

  /// @param onDue hears which bound was passed; nothing fires after it
  Alarm(EventLoop loop, LongSupplier nanoTime, Consumer<FailureKind> onDue) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.onDue = onDue;
  }

  /// Starts the clock of the whole call; a phase must be entered next.
  void start(Duration total) {
    totalAt = nanoTime.getAsLong() + total.toNanos();
  }

  /// Enters a phase, which may last this long from now.
  void enter(FailureKind newPhase, Duration bound) {
    phase = newPhase;
    phaseNanos = bound.toNanos();
    long now = nanoTime.getAsLong();
    phaseAt = now + phaseNanos;
    reset(now);
  }

  /// Only the whole call is bounded for now.
  void leavePhase() {
    phase = null;
  }

  /// The current phase starts again.
  void restartPhase() {
    phaseAt = nanoTime.getAsLong() + phaseNanos;
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    phase = null;
  }

  private void reset(long now) {
    long at = phase != null && phaseAt - totalAt < 0 ? phaseAt : totalAt;
    if (timer != null) {
      if (timerAt - at <= 0) {
        return;
      }
      timer.cancel(false);
    }
    timerAt = at;
    timer = loop.schedule(this::look, Math.max(0, at - now), TimeUnit.NANOSECONDS);
  }

  private void look() {
    timer = null;
    long now = nanoTime.getAsLong();
    FailureKind current = phase;
    if (totalAt - now <= 0) {
      onDue.accept(FailureKind.TOTAL_TIMEOUT);
    } else if (current != null && phaseAt - now <= 0) {
      onDue.accept(current);
    } else {
      reset(now);
    }
  }
}
