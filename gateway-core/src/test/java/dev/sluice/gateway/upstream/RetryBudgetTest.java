package dev.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.RetryConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private static final RetryConfig CONFIG = new RetryConfig(2, 0.2, 3);
  private final RetryBudget budget = new RetryBudget();

  @Test
  void alwaysAllowsAFew() {
    assertThat(acquire(10)).isEqualTo(3);
  }

  @Test
  void allowsAShareOfTheRequestsInFlight() {
    begin(100);

    assertThat(acquire(100)).isEqualTo(20);
  }

  @Test
  void whatIsGivenBackMayBeTakenAgain() {
    acquire(3);
    budget.release();

    assertThat(acquire(5)).isEqualTo(1);
  }

  @Test
  void requestsThatEndedDoNotCount() {
    begin(100);
    for (int i = 0; i < 50; i++) {
      budget.end();
    }

    assertThat(acquire(100)).isEqualTo(10);
  }

  @Test
  void neverGrantsMoreThanAllowedToManyThreads() throws Exception {
    begin(50);
    AtomicInteger granted = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        threads.submit(() -> {
          ready.await();
          return budget.tryAcquire(CONFIG) ? granted.incrementAndGet() : 0;
        });
      }
      ready.countDown();
    }

    assertThat(granted).hasValue(10);
  }

  private void begin(int requests) {
    for (int i = 0; i < requests; i++) {
      budget.begin();
    }
  }

  private int acquire(int times) {
    int granted = 0;
    for (int i = 0; i < times; i++) {
      granted += budget.tryAcquire(CONFIG) ? 1 : 0;
    }
    return granted;
  }
}
