package dev.sluice.gateway.budget;

import dev.sluice.gateway.money.Usd;

/// What one request may still spend over all its attempts: its own cap, and what is left of the
/// budgets of its key and team.
///
/// A reservation holds the worst case until the true cost is known, so that attempts in flight at
/// the same time cannot overspend together. Any thread of the request. The purse's monitor is taken
/// before those of the accounts.
public final class Purse {

  private final Usd cap;
  private final Budgets budgets;
  private final Accounts accounts;
  private Usd held = Usd.ZERO;

  Purse(Usd cap, Budgets budgets, Accounts accounts) {
    this.cap = cap;
    this.budgets = budgets;
    this.accounts = accounts;
  }

  /// Whether an amount is held.
  public sealed interface Outcome {}

  /// Why an amount does not fit; nothing of it is held anywhere.
  public enum Refusal implements Outcome {
    /// The cap of the request.
    BY_CAP,
    /// The budget of the key or the team.
    BY_BUDGET
  }

  /// Holds the amount if it fits everywhere.
  public synchronized Outcome reserve(Usd amount) {
    Usd after = held.plus(amount);
    if (after.compareTo(cap) > 0) {
      return refused(Refusal.BY_CAP);
    }
    Accounts.Hold hold = accounts.reserve(budgets.period(), amount);
    if (hold == null) {
      return refused(Refusal.BY_BUDGET);
    }
    held = after;
    budgets.counted(Budgets.State.RESERVED);
    return new Reservation(this, amount, hold);
  }

  /// What could be held now.
  public synchronized Usd left() {
    Usd ofCap = cap.minus(held);
    Usd ofBudgets = accounts.left(budgets.period());
    return ofCap.compareTo(ofBudgets) <= 0 ? ofCap : ofBudgets;
  }

  private Refusal refused(Refusal why) {
    budgets.counted(Budgets.State.REFUSED);
    return why;
  }

  private synchronized void replace(Reservation reservation, Usd spent) {
    if (reservation.settled) {
      return;
    }
    reservation.settled = true;
    held = held.minus(reservation.amount).plus(spent);
    accounts.settle(reservation.hold, spent);
    budgets.counted(spent.nanos() == 0 ? Budgets.State.RELEASED : Budgets.State.SETTLED);
  }

  /// Money that is held for one attempt.
  public static final class Reservation implements Outcome {
    private final Purse purse;
    private final Usd amount;
    private final Accounts.Hold hold;
    private boolean settled;

    private Reservation(Purse purse, Usd amount, Accounts.Hold hold) {
      this.purse = purse;
      this.amount = amount;
      this.hold = hold;
    }

    public Usd amount() {
      return amount;
    }

    /// Replaces the hold by what was really spent, in the day it was held; only the first call
    /// counts.
    public void settle(Usd spent) {
      purse.replace(this, spent);
    }
  }
}
