package dev.sluice.gateway.budget;

import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// What one request may still spend over all its attempts.
///
/// A reservation holds the worst case until the true cost is known, so that attempts in flight at
/// the same time cannot overspend together. Any thread of the request.
public final class Purse {

  private final Usd cap;
  private Usd held = Usd.ZERO;

  public Purse(Usd cap) {
    this.cap = cap;
  }

  /// Holds the amount if it fits; null when it does not.
  public synchronized @Nullable Reservation reserve(Usd amount) {
    Usd after = held.plus(amount);
    if (after.compareTo(cap) > 0) {
      return null;
    }
    held = after;
    return new Reservation(this, amount);
  }

  public synchronized Usd left() {
    return cap.minus(held);
  }

  private synchronized void replace(Usd reserved, Usd spent) {
    held = held.minus(reserved).plus(spent);
  }

  /// Money that is held for one attempt.
  public static final class Reservation {
    private final Purse purse;
    private final Usd amount;
    private boolean settled;

    private Reservation(Purse purse, Usd amount) {
      this.purse = purse;
      this.amount = amount;
    }

    public Usd amount() {
      return amount;
    }

    /// Replaces the hold by what was really spent; only the first call counts.
    public void settle(Usd spent) {
      synchronized (purse) {
        if (!settled) {
          settled = true;
          purse.replace(amount, spent);
        }
      }
    }
  }
}
