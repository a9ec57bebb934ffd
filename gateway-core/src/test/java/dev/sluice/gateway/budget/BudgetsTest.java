package dev.sluice.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.KeyLimits.Budget;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetsTest {

  private static final Usd MUCH = Usd.parse("1000");

  private final SetClock clock = new SetClock("2026-11-24T12:00:00Z");
  private final Budgets budgets = new Budgets(clock);

  @Test
  void holdsWhatFitsAndNotANanoMore() {
    Caller caller = key(total("1"));

    assertThat(reserve(caller, Usd.parse("1.000000001"))).isEmpty();
    assertThat(reserve(caller, Usd.parse("1"))).isPresent();
    assertThat(reserve(caller, Usd.ofNanos(1))).isEmpty();
    assertThat(reserve(caller, Usd.ZERO)).isPresent();
  }

  @Test
  void saysWhetherTheCapOrTheBudgetForbidsIt() {
    Caller caller = key(total("1"));

    assertThat(budgets.purse(Usd.parse("0.5"), caller).reserve(Usd.parse("0.6")))
        .isEqualTo(Purse.Refusal.BY_CAP);
    assertThat(budgets.purse(Usd.parse("5"), caller).reserve(Usd.parse("2")))
        .isEqualTo(Purse.Refusal.BY_BUDGET);
  }

  @Test
  void whatIsLeftIsTheLeastOfCapAndBudgets() {
    Caller caller = member(budget("3", "2", null), budget(null, null, "1"));

    assertThat(budgets.purse(Usd.parse("0.5"), caller).left()).isEqualTo(Usd.parse("0.5"));
    assertThat(budgets.purse(MUCH, caller).left()).isEqualTo(Usd.parse("1"));
    budgets.charge(caller, Usd.parse("0.25"));
    assertThat(budgets.purse(MUCH, caller).left()).isEqualTo(Usd.parse("0.75"));
  }

  @Test
  void refusedHoldLeavesNothingBehind() {
    Caller caller = member(total("10"), total("1"));
    Purse purse = budgets.purse(Usd.parse("5"), caller);

    assertThat(purse.reserve(Usd.parse("2"))).isEqualTo(Purse.Refusal.BY_BUDGET);

    assertThat(purse.left()).isEqualTo(Usd.parse("1"));
    assertThat(budgets.purse(MUCH, key(total("10"))).left()).isEqualTo(Usd.parse("10"));
  }

  @Test
  void settlesOnce() {
    Caller caller = key(total("1"));
    Purse.Reservation held = reserve(caller, Usd.parse("0.8")).orElseThrow();

    held.settle(Usd.parse("0.3"));
    held.settle(Usd.parse("0.9"));

    assertThat(left(caller)).isEqualTo(Usd.parse("0.7"));
    assertThat(budgets.count(Budgets.State.RESERVED)).isEqualTo(1);
    assertThat(budgets.count(Budgets.State.SETTLED)).isEqualTo(1);
  }

  @Test
  void countsWhatBecomesOfReservations() {
    Caller caller = key(total("1"));

    reserve(caller, Usd.parse("1")).orElseThrow().settle(Usd.ZERO);
    reserve(caller, Usd.parse("2"));

    assertThat(budgets.count(Budgets.State.RELEASED)).isEqualTo(1);
    assertThat(budgets.count(Budgets.State.REFUSED)).isEqualTo(1);
    assertThat(budgets.count(Budgets.State.SETTLED)).isZero();
  }

  @Test
  void whatAProviderTakesBeyondTheHoldIsChargedInFull() {
    Caller caller = key(total("1"));

    reserve(caller, Usd.parse("0.5")).orElseThrow().settle(Usd.parse("1.5"));

    assertThat(left(caller)).isEqualTo(Usd.parse("-0.5"));
    assertThat(budgets.isSpent(caller)).isTrue();
    assertThat(reserve(caller, Usd.ZERO)).isEmpty();
  }

  @Test
  void whatIsOnlyHeldIsNotSpent() {
    Caller caller = key(total("1"));
    Purse.Reservation held = reserve(caller, Usd.parse("1")).orElseThrow();

    assertThat(budgets.isSpent(caller)).isFalse();
    held.settle(Usd.parse("1"));
    assertThat(budgets.isSpent(caller)).isTrue();
    assertThat(budgets.isSpent(key(budget(null, null, null)))).isFalse();
  }

  @Test
  void dayEndsAtMidnightOfUtc() {
    Caller caller = key(budget("1", null, null));
    clock.set("2026-11-24T23:59:59.999Z");
    reserve(caller, Usd.parse("1")).orElseThrow().settle(Usd.parse("1"));
    assertThat(budgets.isSpent(caller)).isTrue();

    clock.set("2026-11-25T00:00:00Z");

    assertThat(budgets.isSpent(caller)).isFalse();
    assertThat(left(caller)).isEqualTo(Usd.parse("1"));
  }

  @Test
  void monthEndsWithItsLastDay() {
    Caller caller = key(budget("5", "6", "20"));
    clock.set("2028-02-28T12:00:00Z");
    budgets.charge(caller, Usd.parse("4"));
    clock.set("2028-02-29T23:59:59Z");
    budgets.charge(caller, Usd.parse("1"));
    assertThat(left(caller)).isEqualTo(Usd.parse("1"));

    clock.set("2028-03-01T00:00:00Z");

    assertThat(left(caller)).isEqualTo(Usd.parse("5"));
    budgets.charge(caller, Usd.parse("5"));
    assertThat(left(caller)).isEqualTo(Usd.ZERO);
    clock.set("2029-03-01T00:00:00Z");
    assertThat(left(caller)).isEqualTo(Usd.parse("5"));
  }

  @Test
  void settlesInTheDayInWhichItWasHeld() {
    Caller caller = key(budget("1", "10", "10"));
    clock.set("2026-11-30T23:59:59Z");
    Purse.Reservation held = reserve(caller, Usd.parse("1")).orElseThrow();
    clock.set("2026-12-01T00:00:05Z");
    Purse.Reservation today = reserve(caller, Usd.parse("0.25")).orElseThrow();

    held.settle(Usd.parse("2"));
    today.settle(Usd.parse("0.25"));

    assertThat(left(caller)).isEqualTo(Usd.parse("0.75"));
    assertThat(left(key(total("10")))).isEqualTo(Usd.parse("7.75"));
  }

  @Test
  void clockThatStepsBackGivesNoSecondDay() {
    Caller caller = key(budget("1", null, null));
    clock.set("2026-11-25T00:00:01Z");
    budgets.charge(caller, Usd.parse("0.6"));

    clock.set("2026-11-24T23:59:59Z");

    assertThat(left(caller)).isEqualTo(Usd.parse("0.4"));
    reserve(caller, Usd.parse("0.4")).orElseThrow().settle(Usd.parse("0.4"));
    clock.set("2026-11-25T00:00:02Z");
    assertThat(left(caller)).isEqualTo(Usd.ZERO);
  }

  @Test
  void otherLimitsFindWhatWasSpentBefore() {
    budgets.charge(key(Budget.NONE), Usd.parse("3"));

    assertThat(left(key(total("4")))).isEqualTo(Usd.parse("1"));
    assertThat(budgets.isSpent(key(total("2")))).isTrue();
  }

  @Test
  void keysOfATeamShareItsBudget() {
    budgets.charge(caller("a", "web", total("9"), total("2")), Usd.parse("1.5"));

    assertThat(left(caller("b", "web", total("9"), total("2")))).isEqualTo(Usd.parse("0.5"));
    assertThat(left(caller("b", "other", total("9"), total("2")))).isEqualTo(Usd.parse("2"));
  }

  @Test
  void goesOnWhereTheLastProcessEnded() {
    budgets.load(clock.instant(), "k", "old", Usd.parse("0.1"), Usd.parse("0.4"), Usd.parse("2"));
    budgets.load(clock.instant(), "k", "web", Usd.parse("0.2"), Usd.parse("0.5"), Usd.parse("3"));

    assertThat(left(key(budget("1", null, null)))).isEqualTo(Usd.parse("0.7"));
    assertThat(left(key(budget(null, "1", null)))).isEqualTo(Usd.parse("0.1"));
    assertThat(left(key(total("5")))).isEqualTo(Usd.ZERO);
    assertThat(left(member(Budget.NONE, total("4")))).isEqualTo(Usd.parse("1"));
  }

  @Test
  void sumsOfYesterdayAreNotTodays() {
    clock.set("2026-11-30T23:59:59Z");
    Instant asked = clock.instant();
    clock.set("2026-12-01T00:00:01Z");
    Caller caller = key(budget("1", "1", "5"));
    budgets.charge(caller, Usd.parse("0.25"));

    budgets.load(asked, "k", null, Usd.parse("1"), Usd.parse("1"), Usd.parse("1"));

    assertThat(left(caller)).isEqualTo(Usd.parse("0.75"));
    assertThat(left(key(total("5")))).isEqualTo(Usd.parse("3.75"));
  }

  private Optional<Purse.Reservation> reserve(Caller caller, Usd amount) {
    return switch (budgets.purse(MUCH, caller).reserve(amount)) {
      case Purse.Reservation held -> Optional.of(held);
      case Purse.Refusal refusal -> Optional.empty();
    };
  }

  private Usd left(Caller caller) {
    return budgets.purse(MUCH, caller).left();
  }

  private static Caller key(Budget budget) {
    return caller("k", null, budget, Budget.NONE);
  }

  private static Caller member(Budget key, Budget team) {
    return caller("k", "web", key, team);
  }

  static Caller caller(String id, @Nullable String team, Budget key, Budget ofTeam) {
    return new Caller(id, team, limits(key), limits(ofTeam), false);
  }

  private static KeyLimits limits(Budget budget) {
    return new KeyLimits(List.of(), null, null, null, null, budget, false, null, null);
  }

  static Budget total(String usd) {
    return budget(null, null, usd);
  }

  static Budget budget(@Nullable String day, @Nullable String month, @Nullable String total) {
    return new Budget(usd(day), usd(month), usd(total));
  }

  private static @Nullable Usd usd(@Nullable String amount) {
    return amount == null ? null : Usd.parse(amount);
  }
}
