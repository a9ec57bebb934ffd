package dev.sluice.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  /// What a request costs at each tier, as the prices of the shipped catalogue relate.
  private static final long[] NANOS = {50_000, 1_750_000, 10_000_000};

  private static final int A_DAY = 2880;

  @ParameterizedTest
  @CsvSource({
    "0,    0,   NONE",
    "0.04, 0,   NONE",
    "0.06, 0,   CHEAP",
    "0.08, 0,   STANDARD",
    "0.2,  0,   BUDGET",
    "0.5,  0.5, NONE",
    "0.6,  0.5, CHEAP",
    "0.7,  0.5, STANDARD",
    "0.8,  0.5, BUDGET",
    "0.95, 0.7, BUDGET",
    "0.97, 1,   NONE",
    "0.995, 1,  BUDGET",
    "1,    1,   BUDGET",
    "1.2,  0.1, BUDGET",
  })
  void leansInSteps(double spent, double elapsed, Lean lean) {
    assertThat(Pace.of(spent, elapsed)).isEqualTo(lean);
  }

  @Property
  void whoHasSpentMoreLeansNoLess(
      @ForAll @DoubleRange(min = 0, max = 1.5) double a,
      @ForAll @DoubleRange(min = 0, max = 1.5) double b,
      @ForAll @DoubleRange(min = 0, max = 1) double elapsed) {
    Lean less = Pace.of(Math.min(a, b), elapsed);
    Lean more = Pace.of(Math.max(a, b), elapsed);

    assertThat(more).isGreaterThanOrEqualTo(less);
  }

  /// A request every half minute, each of which would climb to premium.
  @ParameterizedTest
  @CsvSource({"0.8", "0.5", "0.4", "0.2", "0.1"})
  void budgetLastsTheDayAndIsBetterSpentThanUpToACliff(double share) {
    Usd budget = Usd.ofNanos((long) (NANOS[2] * A_DAY * share));

    Day paced = simulate(budget, true);
    Day cliff = simulate(budget, false);

    assertThat(cliff.refused()).isPositive();
    assertThat(paced.refused()).isZero();
    assertThat(paced.meanTier()).isGreaterThan(cliff.meanTier());
    assertThat(paced.spent()).isLessThanOrEqualTo(budget.nanos());
    assertThat(paced.spent()).isGreaterThan((long) (budget.nanos() * 0.85));
  }

  @Test
  void budgetThatIsNeverShortChangesNothing() {
    Day paced = simulate(Usd.ofNanos(NANOS[2] * A_DAY * 11 / 10), true);

    assertThat(paced.meanTier()).isEqualTo(3);
  }

  /// @param tiers sum over all requests: 1 budget, 2 standard, 3 premium, 0 refused
  private record Day(int refused, long tiers, long spent) {
    double meanTier() {
      return (double) tiers / A_DAY;
    }
  }

  private static Day simulate(Usd budget, boolean pacing) {
    SetClock clock = new SetClock("2026-11-24T00:00:00Z");
    Budgets budgets = new Budgets(clock);
    KeyLimits limits =
        new KeyLimits(
            List.of(),
            null,
            null,
            null,
            null,
            new KeyLimits.Budget(budget, null, null),
            pacing,
            null,
            null);
    Caller caller = new Caller("k", null, limits, KeyLimits.NONE, false);
    int refused = 0;
    long tiers = 0;
    long spent = 0;
    for (int i = 0; i < A_DAY; i++) {
      int tier = tier(budgets.lean(caller), i);
      Usd cost = Usd.ofNanos(NANOS[tier]);
      if (!budgets.isSpent(caller)
          && budgets.purse(budget, caller).reserve(cost) instanceof Purse.Reservation held) {
        held.settle(cost);
        tiers += tier + 1;
        spent += cost.nanos();
      } else {
        refused++;
      }
      clock.pass(Duration.ofSeconds(30));
    }
    return new Day(refused, tiers, spent);
  }

  /// Lower thresholds spare about every second climb to the top.
  private static int tier(Lean lean, int request) {
    return switch (lean) {
      case NONE -> 2;
      case CHEAP -> request % 2 == 0 ? 2 : 1;
      case STANDARD -> 1;
      case BUDGET -> 0;
    };
  }
}
