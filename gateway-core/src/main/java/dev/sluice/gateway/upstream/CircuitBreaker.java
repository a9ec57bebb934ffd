package dev.sluice.gateway.upstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Keeps calls from a provider's model that fails all of them, and lets one try whether it has
/// recovered.
///
/// The numbers are those of Envoy's outlier detection: five failures in a row open it, for 30 s
/// times the number of openings so far, at most 5 min; openings are forgotten after 5 min without
/// one. Then a single probe goes out: its success closes the breaker, its failure opens it for
/// longer. A 429 is no failure; it makes calls wait as long as the provider asked, within a bound.
///
/// Any thread: the state is one immutable value, replaced atomically. What a call reports that
/// began before the breaker last opened or closed is stale and ignored.
public final class CircuitBreaker {

  static final int FAILURES_TO_OPEN = 5;
  static final Duration BASE_OPEN = Duration.ofSeconds(30);
  static final Duration MAX_OPEN = Duration.ofMinutes(5);
  static final Duration DEFAULT_COOLDOWN = Duration.ofSeconds(1);
  static final Duration MAX_COOLDOWN = Duration.ofSeconds(30);

  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(new Closed(0, 0, 0, 0, 0, 0));

  /// @param nanoTime monotonic clock
  public CircuitBreaker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether a call may go out.
  public sealed interface Admission {

    /// It may, and must report how it ended.
    record Admitted(Pass pass) implements Admission {}

    /// It may not.
    ///
    /// @param rateLimited whether a 429 is the reason, rather than failures
    /// @param retryAfter how long it makes no sense to ask again
    record Refused(boolean rateLimited, Duration retryAfter) implements Admission {}
  }

  /// Asks to make a call now.
  public Admission tryPass() {
    while (true) {
      long now = nanoTime.getAsLong();
      State seen = state.get();
      switch (seen) {
        case Closed closed -> {
          return closed.coolNanos > 0 && closed.coolUntil - now > 0
              ? new Admission.Refused(true, Duration.ofNanos(closed.coolUntil - now))
              : new Admission.Admitted(new Pass(closed.epoch, false));
        }
        case Open open -> {
          if (open.until - now > 0) {
            return new Admission.Refused(false, Duration.ofNanos(open.until - now));
          }
          // the next probe waits for this one, but not for ever
          if (state.compareAndSet(seen, open.waitUntil(now + BASE_OPEN.toNanos()))) {
            return new Admission.Admitted(new Pass(open.epoch, true));
          }
        }
      }
    }
  }

  /// Whether failures have opened it.
  public boolean isOpen() {
    return state.get() instanceof Open;
  }

  /// The right to one call; how it ended is reported once, later reports are ignored.
  public final class Pass {
    private final long epoch;
    private final boolean probe;
    private final AtomicBoolean reported = new AtomicBoolean();

    private Pass(long epoch, boolean probe) {
      this.epoch = epoch;
      this.probe = probe;
    }

    /// The provider answered, be it that the request is wrong.
    public void succeeded() {
      long now = nanoTime.getAsLong();
      report(seen -> seen.succeed(now));
    }

    /// The provider failed: no connection, a timeout, a 5xx.
    public void failed() {
      long now = nanoTime.getAsLong();
      report(seen -> seen.fail(now));
    }

    /// The provider asked for a pause (429).
    ///
    /// @param asked its `Retry-After`; zero when it named none
    public void rateLimited(Duration asked) {
      Duration wanted = asked.isPositive() ? asked : DEFAULT_COOLDOWN;
      long nanos = (wanted.compareTo(MAX_COOLDOWN) < 0 ? wanted : MAX_COOLDOWN).toNanos();
      long now = nanoTime.getAsLong();
      report(seen -> seen.coolDown(now, nanos));
    }

    /// Nothing was learnt: cancelled, or never sent.
    public void abandoned() {
      long now = nanoTime.getAsLong();
      report(seen -> probe && seen instanceof Open open ? open.waitUntil(now) : seen);
    }

    private void report(UnaryOperator<State> change) {
      if (reported.compareAndSet(false, true)) {
        state.updateAndGet(seen -> seen.epoch() == epoch ? change.apply(seen) : seen);
      }
    }
  }

  /// What is known; an epoch ends whenever the breaker opens or closes.
  private sealed interface State {
    long epoch();

    State succeed(long now);

    State fail(long now);

    State coolDown(long now, long nanos);
  }

  /// @param failures in a row
  /// @param openings so far
  /// @param coolNanos length of the last pause, 0 before the first
  /// @param since when it closed
  private record Closed(
      long epoch, int failures, int openings, long coolUntil, long coolNanos, long since)
      implements State {

    @Override
    public State succeed(long now) {
      return failures == 0 ? this : with(0);
    }

    @Override
    public State fail(long now) {
      if (failures + 1 < FAILURES_TO_OPEN) {
        return with(failures + 1);
      }
      boolean forgotten = openings == 0 || now - since > MAX_OPEN.toNanos();
      return Open.from(epoch + 1, forgotten ? 1 : openings + 1, now);
    }

    @Override
    public State coolDown(long now, long nanos) {
      return new Closed(epoch, failures, openings, now + nanos, nanos, since);
    }

    private Closed with(int newFailures) {
      return new Closed(epoch, newFailures, openings, coolUntil, coolNanos, since);
    }
  }

  /// @param until when the next probe may go out
  private record Open(long epoch, int openings, long until) implements State {

    static Open from(long epoch, int openings, long now) {
      long nanos = Math.min(openings * BASE_OPEN.toNanos(), MAX_OPEN.toNanos());
      return new Open(epoch, openings, now + nanos);
    }

    @Override
    public State succeed(long now) {
      return closed(now);
    }

    @Override
    public State fail(long now) {
      return from(epoch + 1, openings + 1, now);
    }

    @Override
    public State coolDown(long now, long nanos) {
      return closed(now).coolDown(now, nanos);
    }

    Open waitUntil(long time) {
      return new Open(epoch, openings, time);
    }

    private Closed closed(long now) {
      return new Closed(epoch + 1, 0, openings, 0, 0, now);
    }
  }
}
