package dev.sluice.gateway.ledger;

import java.time.Duration;

/// How the journal uses its disk and its threads.
///
/// @param segmentBytes the size of a file; at least one more than is in use is kept allocated
/// @param maxBytes all files together; beyond it no more money is spent
/// @param linger how long rows wait for others to go into the database with
/// @param forceEvery how long a record may be in the kernel's memory only, which a power cut clears
/// @param closeWithin how long `close` waits for a database that does not answer
public record JournalSettings(
    int segmentBytes, long maxBytes, Duration linger, Duration forceEvery, Duration closeWithin) {

  public static final JournalSettings DEFAULT =
      new JournalSettings(
          16 << 20, 1L << 30, Duration.ofMillis(50), Duration.ofMillis(5), Duration.ofSeconds(10));

  public JournalSettings {
    if (segmentBytes < 4 * RowCodec.MAX_RECORD || maxBytes < 2L * segmentBytes) {
      throw new IllegalArgumentException(
          "a journal of at most %d bytes in files of %d; at least two files of %d are needed"
              .formatted(maxBytes, segmentBytes, 4 * RowCodec.MAX_RECORD));
    }
    if (linger.toMillis() < 1 || forceEvery.toMillis() < 1 || closeWithin.isNegative()) {
      throw new IllegalArgumentException("linger " + linger + ", force every " + forceEvery);
    }
  }

  /// The default with another bound on all files together.
  public JournalSettings withMaxBytes(long bytes) {
    return new JournalSettings(segmentBytes, bytes, linger, forceEvery, closeWithin);
  }

  /// What a fresh file is good for, however its records fall.
  long capacity() {
    return (long) segmentBytes - Segment.HEADER - RowCodec.MAX_RECORD;
  }

  /// What intents leave free, so that a hit still finds room after `hasRoom` said yes.
  long slack() {
    return segmentBytes / 16;
  }
}
