package dev.sluice.gateway.budget;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// What one key or one team has spent: today, this month and ever, UTC.
///
/// Amounts are nano-dollars. Every method needs the account's own monitor, since a check and what
/// follows from it must be one step. A window moves on when it is first looked at in a new period,
/// never backwards, whatever a clock does.
final class Account {

  /// More than anybody has, with room for sums.
  static final long BOUNDLESS = Long.MAX_VALUE / 4;

  private final Window day = new Window();
  private final Window month = new Window();
  private final Window ever = new Window();

  /// An amount that is held, and the windows it was held in.
  record Held(long nanos, long day, long month) {}

  /// What may still be held, negative where more was spent than allowed.
  long left(Period now, KeyLimits.Budget limit) {
    move(now);
    return Math.min(
        day.left(limit.day()), Math.min(month.left(limit.month()), ever.left(limit.total())));
  }

  Held hold(Period now, long nanos) {
    move(now);
    day.hold(nanos);
    month.hold(nanos);
    ever.hold(nanos);
    return new Held(nanos, day.index, month.index);
  }

  /// Replaces what was held by what was spent, in the windows it was held in.
  void settle(Held held, long spent) {
    if (held.day() == day.index) {
      day.settle(held.nanos(), spent);
    }
    if (held.month() == month.index) {
      month.settle(held.nanos(), spent);
    }
    ever.settle(held.nanos(), spent);
  }

  /// Adds what was spent without being held.
  void charge(Period now, long dayNanos, long monthNanos, long everNanos) {
    if (now.day() >= day.index) {
      day.moveTo(now.day());
      day.used += dayNanos;
    }
    if (now.month() >= month.index) {
      month.moveTo(now.month());
      month.used += monthNanos;
    }
    ever.used += everNanos;
  }

  /// Whether a limit is reached by what is spent for good; what is only held may come back.
  boolean isSpent(Period now, KeyLimits.Budget limit) {
    move(now);
    return day.isSpent(limit.day()) || month.isSpent(limit.month()) || ever.isSpent(limit.total());
  }

  /// The share of the day's budget that is spent for good, 0 where there is none.
  double spentOfDay(Period now, KeyLimits.Budget limit) {
    move(now);
    return day.share(limit.day());
  }

  double spentOfMonth(Period now, KeyLimits.Budget limit) {
    move(now);
    return month.share(limit.month());
  }

  private void move(Period now) {
    day.moveTo(now.day());
    month.moveTo(now.month());
  }

  /// One period's sums.
  private static final class Window {
    private long index;
    private long used;
    private long held; // a part of what is used

    void moveTo(long newIndex) {
      if (newIndex > index) {
        index = newIndex;
        used = 0;
        held = 0;
      }
    }

    void hold(long nanos) {
      used = Math.addExact(used, nanos);
      held += nanos;
    }

    void settle(long nanos, long spent) {
      used = Math.addExact(used - nanos, spent);
      held -= nanos;
    }

    long left(@Nullable Usd limit) {
      return limit == null ? BOUNDLESS : limit.nanos() - used;
    }

    boolean isSpent(@Nullable Usd limit) {
      return limit != null && used - held >= limit.nanos();
    }

    double share(@Nullable Usd limit) {
      if (limit == null) {
        return 0;
      }
      return limit.nanos() == 0 ? 1 : (double) (used - held) / limit.nanos();
    }
  }
}
