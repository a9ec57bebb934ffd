package dev.sluice.gateway.budget;

import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What keys and teams have spent and may still spend. Any thread.
///
/// Every caller has its account, with limits or without, so that a limit that is set later knows
/// what was spent before. Limits are not kept here: they come with the caller, as its key is now.
public final class Budgets {

  private final InstantSource clock;
  private final Map<String, Account> keys = new ConcurrentHashMap<>();
  private final Map<String, Account> teams = new ConcurrentHashMap<>();
  private final Map<State, LongAdder> counts = new ConcurrentHashMap<>();
  private volatile Period last = new Period(Long.MIN_VALUE, Long.MIN_VALUE);

  public Budgets(InstantSource clock) {
    this.clock = clock;
    for (State state : State.values()) {
      counts.put(state, new LongAdder());
    }
  }

  /// What becomes of reservations, for metrics.
  public enum State {
    /// Held before a call.
    RESERVED,
    /// Replaced by what was spent.
    SETTLED,
    /// Given back, nothing was spent.
    RELEASED,
    /// Did not fit.
    REFUSED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Adds what a key has spent before this process began.
  ///
  /// @param asOf the moment whose day and month the sums are about
  public void load(
      Instant asOf, String keyId, @Nullable String team, Usd day, Usd month, Usd total) {
    accounts(new Caller(keyId, team, List.of(), false)).charge(Period.of(asOf), day, month, total);
  }

  /// What one request of the caller may spend: no more than the cap, and no more than is left.
  public Purse purse(Usd cap, Caller caller) {
    return new Purse(cap, this, accounts(caller));
  }

  /// Adds what was spent without a reservation.
  public void charge(Caller caller, Usd spent) {
    accounts(caller).charge(period(), spent, spent, spent);
  }

  /// Whether a budget of the caller is spent for good; what is only held may come back.
  public boolean isSpent(Caller caller) {
    boolean limited = !(caller.limits().budget().isNone() && caller.teamLimits().budget().isNone());
    return limited && accounts(caller).isSpent(period());
  }

  /// How much cheaper the caller should be answered for its budgets to last.
  public Lean lean(Caller caller) {
    boolean key = caller.limits().pacing();
    boolean team = caller.teamLimits().pacing();
    if (!key && !team) {
      return Lean.NONE;
    }
    Instant now = clock.instant();
    Accounts accounts = accounts(caller);
    double day = accounts.spentOfDay(Period.of(now), key, team);
    double month = accounts.spentOfMonth(Period.of(now), key, team);
    return Pace.of(day, Period.elapsedOfDay(now)).and(Pace.of(month, Period.elapsedOfMonth(now)));
  }

  /// How many reservations have come to this state.
  public long count(State state) {
    return adder(state).sum();
  }

  void counted(State state) {
    adder(state).increment();
  }

  Period period() {
    Instant now = clock.instant();
    Period known = last;
    if (known.day() != Period.day(now)) {
      known = Period.of(now);
      last = known;
    }
    return known;
  }

  private LongAdder adder(State state) {
    return counts.computeIfAbsent(state, s -> new LongAdder());
  }

  private Accounts accounts(Caller caller) {
    String team = caller.team();
    return new Accounts(
        account(keys, caller.keyId()), team == null ? null : account(teams, team), caller);
  }

  private static Account account(Map<String, Account> all, String name) {
    Account account = all.get(name);
    return account != null ? account : all.computeIfAbsent(name, n -> new Account());
  }
}
