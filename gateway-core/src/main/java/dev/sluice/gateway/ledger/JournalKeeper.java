package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does for the journal what may take its time: forces records to the disk every few milliseconds,
/// many at once, and allocates files ahead. Runs on a thread of its own, `sluice-journal`.
final class JournalKeeper implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalKeeper.class);
  private static final int LONGEST_PAUSE = 200;

  private final Journal journal;
  private final Duration every;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean forceFails;
  private int failures;
  private int roundsToSkip;

  JournalKeeper(Journal journal, Duration every) {
    this.journal = journal;
    this.every = every;
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    try {
      while (!stopped.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        force();
        allocate();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void force() {
    try {
      journal.force();
      forceFails = false;
    } catch (UncheckedIOException e) {
      if (!forceFails) {
        LOG.error("the ledger's journal cannot be forced to the disk", e);
      }
      forceFails = true;
    }
  }

  private void allocate() {
    if (roundsToSkip > 0) {
      roundsToSkip--;
      return;
    }
    try {
      journal.allocate();
      if (failures > 0) {
        LOG.info("the ledger's journal has room again");
      }
      failures = 0;
    } catch (IOException | RuntimeException e) {
      if (failures == 0) {
        LOG.error("no new file for the ledger's journal; without room no more money is spent", e);
      }
      failures++;
      roundsToSkip = Math.min(1 << Math.min(failures, 10), LONGEST_PAUSE);
    }
  }
}
