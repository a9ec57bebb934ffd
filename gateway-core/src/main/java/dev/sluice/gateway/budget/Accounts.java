package dev.sluice.gateway.budget;

import dev.sluice.gateway.budget.Account.Held;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.money.Usd;
import org.jspecify.annotations.Nullable;

/// The accounts that one caller spends from: its key's and, where it has one, its team's.
///
/// The key's monitor is always taken before the team's, so that both can be held at once.
final class Accounts {

  private final Account key;
  private final @Nullable Account team;
  private final Budget keyLimit;
  private final Budget teamLimit;

  Accounts(Account key, @Nullable Account team, Caller caller) {
    this.key = key;
    this.team = team;
    this.keyLimit = caller.limits().budget();
    this.teamLimit = caller.teamLimits().budget();
  }

  /// Money that is held in all of them.
  record Hold(Held key, @Nullable Held team) {}

  /// Holds the amount in all of them, or in none.
  @Nullable Hold reserve(Period now, Usd amount) {
    long nanos = amount.nanos();
    synchronized (key) {
      if (nanos > key.left(now, keyLimit)) {
        return null;
      }
      if (team == null) {
        return new Hold(key.hold(now, nanos), null);
      }
      synchronized (team) {
        return nanos > team.left(now, teamLimit)
            ? null
            : new Hold(key.hold(now, nanos), team.hold(now, nanos));
      }
    }
  }

  /// Once for each hold.
  void settle(Hold hold, Usd spent) {
    synchronized (key) {
      key.settle(hold.key(), spent.nanos());
    }
    if (team != null && hold.team() != null) {
      synchronized (team) {
        team.settle(hold.team(), spent.nanos());
      }
    }
  }

  void charge(Period now, Usd day, Usd month, Usd ever) {
    synchronized (key) {
      key.charge(now, day.nanos(), month.nanos(), ever.nanos());
    }
    if (team != null) {
      synchronized (team) {
        team.charge(now, day.nanos(), month.nanos(), ever.nanos());
      }
    }
  }

  Usd left(Period now) {
    long left;
    synchronized (key) {
      left = key.left(now, keyLimit);
    }
    if (team != null) {
      synchronized (team) {
        left = Math.min(left, team.left(now, teamLimit));
      }
    }
    return Usd.ofNanos(left);
  }

  boolean isSpent(Period now) {
    synchronized (key) {
      if (key.isSpent(now, keyLimit)) {
        return true;
      }
    }
    if (team == null) {
      return false;
    }
    synchronized (team) {
      return team.isSpent(now, teamLimit);
    }
  }

  /// The shares of the budgets of key and team that are spent, of those that are paced.
  double spentOfDay(Period now, boolean paceKey, boolean paceTeam) {
    double share = 0;
    if (paceKey) {
      synchronized (key) {
        share = key.spentOfDay(now, keyLimit);
      }
    }
    if (paceTeam && team != null) {
      synchronized (team) {
        share = Math.max(share, team.spentOfDay(now, teamLimit));
      }
    }
    return share;
  }

  double spentOfMonth(Period now, boolean paceKey, boolean paceTeam) {
    double share = 0;
    if (paceKey) {
      synchronized (key) {
        share = key.spentOfMonth(now, keyLimit);
      }
    }
    if (paceTeam && team != null) {
      synchronized (team) {
        share = Math.max(share, team.spentOfMonth(now, teamLimit));
      }
    }
    return share;
  }
}
