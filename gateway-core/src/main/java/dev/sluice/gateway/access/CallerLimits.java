package dev.sluice.gateway.access;

import dev.sluice.gateway.budget.Budgets;
import dev.sluice.gateway.budget.QuotaError;
import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Allowance.Rate;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Lean;
import io.github.bucket4j.TimeMeter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Holds callers to what their key and their team may do at a time and per minute, and to budgets
/// that are spent. Any thread, never waits.
///
/// All limits are looked at in one step and only then anything is taken, so that who is refused has
/// used up nothing. Limits come with the caller; what was used stays when they change. The key's
/// monitor is taken before the team's.
public final class CallerLimits {

  private final Budgets budgets;
  private final TimeMeter time;
  private final Map<String, InUse> keys = new ConcurrentHashMap<>();
  private final Map<String, InUse> teams = new ConcurrentHashMap<>();

  /// @param nanoTime the monotonic clock that minutes are measured by
  public CallerLimits(Budgets budgets, LongSupplier nanoTime) {
    this.budgets = budgets;
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  /// Whether a request may go on. Either way it is known how things stand.
  public sealed interface Admission {

    Allowance allowance();

    /// It may; its grant must be ended with it.
    record Admitted(Allowance allowance) implements Admission {}

    /// It may not; nothing was taken.
    record Refused(Allowance allowance, ApiError error) implements Admission {}
  }

  /// Takes a request in, or says why not.
  ///
  /// @param estimate tokens that it will probably use
  public Admission admit(Caller caller, long estimate) {
    InUse key = usage(keys, caller.keyId());
    String teamName = caller.team();
    if (teamName == null) {
      synchronized (key) {
        return admit(caller, estimate, new Both(key, null));
      }
    }
    InUse team = usage(teams, teamName);
    synchronized (key) {
      synchronized (team) {
        return admit(caller, estimate, new Both(key, team));
      }
    }
  }

  private Admission admit(Caller caller, long estimate, Both both) {
    both.limitTo(caller);
    ApiError error = budgets.isSpent(caller) ? QuotaError.SPENT : both.refusal(caller, estimate);
    if (error != null) {
      return new Admission.Refused(both.allowance(Lean.NONE, usedTokens -> {}), error);
    }
    both.key.begin(estimate);
    if (both.team != null) {
      both.team.begin(estimate);
    }
    return new Admission.Admitted(both.allowance(budgets.lean(caller), new Taken(both, estimate)));
  }

  private InUse usage(Map<String, InUse> all, String name) {
    InUse usage = all.get(name);
    return usage != null ? usage : all.computeIfAbsent(name, n -> new InUse(time));
  }

  /// The two that a request is counted for.
  private record Both(InUse key, @Nullable InUse team) {

    void limitTo(Caller caller) {
      key.limitTo(caller.limits());
      if (team != null) {
        team.limitTo(caller.teamLimits());
      }
    }

    @Nullable ApiError refusal(Caller caller, long estimate) {
      boolean full =
          !key.hasPlace(caller.limits()) || (team != null && !team.hasPlace(caller.teamLimits()));
      if (full) {
        return LimitErrors.concurrency();
      }
      long tokenWait =
          Math.max(key.waitForTokens(estimate), team == null ? 0 : team.waitForTokens(estimate));
      long requestWait = Math.max(key.waitForRequest(), team == null ? 0 : team.waitForRequest());
      if (tokenWait == Meter.NEVER) {
        return LimitErrors.tooLarge(estimate);
      }
      if (tokenWait > 0 && tokenWait >= requestWait) {
        return LimitErrors.tokens(tokenWait);
      }
      return requestWait > 0 ? LimitErrors.requests(requestWait) : null;
    }

    Allowance allowance(Lean lean, Allowance.Grant grant) {
      Rate requests = key.requestRate();
      Rate tokens = key.tokenRate();
      if (team != null) {
        requests = tighter(requests, team.requestRate());
        tokens = tighter(tokens, team.tokenRate());
      }
      return new Allowance(requests, tokens, lean, grant);
    }

    private static @Nullable Rate tighter(@Nullable Rate a, @Nullable Rate b) {
      if (a == null || b == null) {
        return a == null ? b : a;
      }
      return b.remaining() < a.remaining() ? b : a;
    }
  }

  /// What a running request has taken.
  private static final class Taken implements Allowance.Grant {
    private final Both both;
    private final long estimate;
    private final AtomicBoolean ended = new AtomicBoolean();

    Taken(Both both, long estimate) {
      this.both = both;
      this.estimate = estimate;
    }

    @Override
    public void end(long usedTokens) {
      if (ended.getAndSet(true)) {
        return;
      }
      synchronized (both.key) {
        both.key.end(estimate, usedTokens);
      }
      InUse team = both.team;
      if (team != null) {
        synchronized (team) {
          team.end(estimate, usedTokens);
        }
      }
    }
  }
}
