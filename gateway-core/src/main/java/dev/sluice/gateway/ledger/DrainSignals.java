package dev.sluice.gateway.ledger;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What others want of the thread that drains the journal, and how it waits. Any thread.
final class DrainSignals {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long asked;
  private long served;
  private boolean stopping;

  /// Waits for a pass over the journal that begins after this call.
  ///
  /// @return whether it has ended within the bound
  boolean await(Duration bound) throws InterruptedException {
    lock.lock();
    try {
      long mine = ++asked;
      changed.signalAll();
      long left = bound.toNanos();
      while (served < mine && left > 0 && !stopping) {
        left = changed.awaitNanos(left);
      }
      return served >= mine;
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for others' wish, or for a time.
  ///
  /// @return a ticket for `served` after the pass that follows, -1 to stop
  long next(Duration linger) throws InterruptedException {
    lock.lock();
    try {
      long left = linger.toNanos();
      while (asked == served && !stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      return stopping ? -1 : asked;
    } finally {
      lock.unlock();
    }
  }

  void served(long ticket) {
    lock.lock();
    try {
      served = ticket;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a time.
  ///
  /// @return false to stop
  boolean pause(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (left > 0 && !stopping) {
        left = changed.awaitNanos(left);
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }
}
