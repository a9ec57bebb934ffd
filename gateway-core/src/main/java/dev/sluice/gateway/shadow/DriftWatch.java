package dev.sluice.gateway.shadow;

/// Whether one rung's accept rate has left its own long-run mean.
///
/// Decisions are taken in blocks of [#BLOCK]. Each block's rate is compared with the mean of the
/// blocks before it, on the scale on which a rate's spread does not depend on the rate (arcsine of
/// the square root, with Anscombe's correction for rates near 0 and 1): `z = 2·(asin√block −
/// asin√mean) / √(1/BLOCK + 1/n)`. Beyond ±[#ALARM] it is an alarm, which fewer than 1 block in
/// 10,000 raises by chance; it ends with the first block within ±[#QUIET]. The mean forgets: it
/// weighs at most [#MEMORY] decisions, so that what lasts becomes the norm. Any thread.
final class DriftWatch {

  static final int BLOCK = 200;
  static final double ALARM = 4.5;
  static final double QUIET = 2;

  /// Blocks before the first comparison.
  static final int FIRST = 3;

  private static final double MEMORY = 5000;

  /// What a block came to.
  enum Change {
    NONE,
    BEGAN,
    ENDED
  }

  private int inBlock;
  private int acceptedInBlock;
  private double decisions;
  private double accepted;
  private double lastBlock = Double.NaN;
  private double z;
  private int alarm;

  /// One more answer was judged.
  synchronized Change add(boolean isAccepted) {
    inBlock++;
    acceptedInBlock += isAccepted ? 1 : 0;
    if (inBlock < BLOCK) {
      return Change.NONE;
    }
    Change change = decisions >= FIRST * BLOCK ? compare() : Change.NONE;
    lastBlock = (double) acceptedInBlock / BLOCK;
    learn();
    inBlock = 0;
    acceptedInBlock = 0;
    return change;
  }

  private Change compare() {
    double block = scaled(acceptedInBlock, BLOCK);
    double mean = scaled(accepted, decisions);
    z = 2 * (block - mean) / Math.sqrt(1.0 / BLOCK + 1 / decisions);
    int before = alarm;
    if (Math.abs(z) > ALARM) {
      alarm = z < 0 ? -1 : 1;
    } else if (Math.abs(z) < QUIET) {
      alarm = 0;
    }
    if (alarm == before) {
      return Change.NONE;
    }
    return alarm == 0 ? Change.ENDED : Change.BEGAN;
  }

  private static double scaled(double accepted, double decisions) {
    return Math.asin(Math.sqrt((accepted + 0.375) / (decisions + 0.75)));
  }

  private void learn() {
    decisions += BLOCK;
    accepted += acceptedInBlock;
    if (decisions > MEMORY) {
      accepted *= MEMORY / decisions;
      decisions = MEMORY;
    }
  }

  /// -1 while the rate is lower than it was, 1 while it is higher, else 0.
  synchronized int alarm() {
    return alarm;
  }

  /// The accept rate in the long run, or NaN before the first block is full.
  synchronized double mean() {
    return decisions == 0 ? Double.NaN : accepted / decisions;
  }

  /// The accept rate of the last whole block, or NaN before it.
  synchronized double recent() {
    return lastBlock;
  }

  /// All that is known of the rate, the block that is being filled included.
  synchronized Interval rate() {
    long all = Math.round(decisions) + inBlock;
    return Interval.of(Math.min(all, Math.round(accepted) + acceptedInBlock), all);
  }

  /// How many decisions that rests on.
  synchronized long count() {
    return Math.round(decisions) + inBlock;
  }
}
