package dev.sluice.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.money.Usd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// 64 callers at once on the budgets of two keys and one team.
class BudgetRaceTest {

  private static final int THREADS = 64;
  private static final int ROUNDS = 500;
  private static final Usd MUCH = Usd.parse("1000");
  private static final Usd TEAM = Usd.parse("1");
  private static final Usd KEY = Usd.parse("0.6");

  private final Budgets budgets = new Budgets(new SetClock("2026-11-24T12:00:00Z"));
  private final List<Caller> keys = List.of(caller("a"), caller("b"));

  @RepeatedTest(5)
  void neverSpendsANanoTooMuchAndLosesNone(RepetitionInfo turn) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<long[]>> spent = new ArrayList<>();

    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        long seed = turn.getCurrentRepetition() * 1000L + i;
        spent.add(threads.submit(spender(i % 2, new SplittableRandom(seed), start)));
      }
      start.countDown();
    }

    long[] sum = new long[2];
    for (Future<long[]> each : spent) {
      sum[0] += each.get()[0];
      sum[1] += each.get()[1];
    }
    assertThat(sum[0]).isPositive().isLessThanOrEqualTo(KEY.nanos());
    assertThat(sum[1]).isPositive().isLessThanOrEqualTo(KEY.nanos());
    assertThat(sum[0] + sum[1]).isLessThanOrEqualTo(TEAM.nanos());
    long left = Math.min(KEY.nanos() - sum[0], TEAM.nanos() - sum[0] - sum[1]);
    assertThat(budgets.purse(MUCH, keys.getFirst()).left()).isEqualTo(Usd.ofNanos(left));
    assertThat(budgets.count(Budgets.State.RESERVED))
        .isEqualTo(budgets.count(Budgets.State.SETTLED) + budgets.count(Budgets.State.RELEASED));
  }

  /// Holds up to four at a time, settles them in any order, some of them twice.
  private Callable<long[]> spender(int key, SplittableRandom random, CountDownLatch start) {
    return () -> {
      long[] sum = new long[2];
      Deque<Purse.Reservation> open = new ArrayDeque<>();
      start.await();
      for (int i = 0; i < ROUNDS; i++) {
        Usd worst = Usd.ofNanos(random.nextLong(1, 20_000_000));
        if (budgets.purse(MUCH, keys.get(key)).reserve(worst) instanceof Purse.Reservation held) {
          if (random.nextBoolean()) {
            open.addFirst(held);
          } else {
            open.addLast(held);
          }
        }
        while (open.size() > 3) {
          sum[key] += settle(open.removeFirst(), random);
        }
      }
      while (!open.isEmpty()) {
        sum[key] += settle(open.removeLast(), random);
      }
      return sum;
    };
  }

  private static long settle(Purse.Reservation held, SplittableRandom random) {
    Usd cost = Usd.ofNanos(random.nextLong(0, held.amount().nanos() / 40 + 1));
    held.settle(cost);
    if (random.nextInt(3) == 0) {
      held.settle(held.amount());
    }
    return cost.nanos();
  }

  private static Caller caller(String id) {
    return BudgetsTest.caller(
        id, "web", BudgetsTest.total("0.6"), BudgetsTest.budget("1", "5", null));
  }
}
