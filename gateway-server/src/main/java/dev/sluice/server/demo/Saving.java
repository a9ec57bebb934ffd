package dev.sluice.server.demo;

import dev.sluice.gateway.money.Usd;
import java.util.List;
import java.util.SplittableRandom;

/// What was saved against one way of doing without the gateway, with an interval.
///
/// The share is that of the sums, not the mean of the requests' shares: a dear request counts for
/// more than a cheap one. Its interval is the percentile bootstrap (Efron 1979) over requests: as
/// many are drawn with replacement as there were, and the share of that draw is one of [#RESAMPLES]
/// from which the quantiles are taken. It says how much the share hangs on which requests came, and
/// nothing about prices or models.
///
/// @param share saved, 1 is everything; negative where it was dearer
/// @param low lower end of the 95 % interval
/// @param high upper end
public record Saving(Usd paid, Usd instead, double share, double low, double high) {

  static final int RESAMPLES = 2_000;

  private static final double TAIL = 0.025;

  /// One request: what was paid for it, and what would have been.
  record Pair(Usd paid, Usd instead) {}

  static Saving of(List<Pair> pairs, long seed) {
    long[] paid = pairs.stream().mapToLong(pair -> pair.paid().nanos()).toArray();
    long[] instead = pairs.stream().mapToLong(pair -> pair.instead().nanos()).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    double[] shares = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      shares[i] = resampled(paid, instead, random);
    }
    Quantiles quantiles = new Quantiles(shares);
    Usd sumPaid = pairs.stream().map(Pair::paid).reduce(Usd.ZERO, Usd::plus);
    Usd sumInstead = pairs.stream().map(Pair::instead).reduce(Usd.ZERO, Usd::plus);
    return new Saving(
        sumPaid,
        sumInstead,
        share(sumPaid.nanos(), sumInstead.nanos()),
        quantiles.at(TAIL),
        quantiles.at(1 - TAIL));
  }

  private static double resampled(long[] paid, long[] instead, SplittableRandom random) {
    long sumPaid = 0;
    long sumInstead = 0;
    for (int i = 0; i < paid.length; i++) {
      int drawn = random.nextInt(paid.length);
      sumPaid += paid[drawn];
      sumInstead += instead[drawn];
    }
    return share(sumPaid, sumInstead);
  }

  private static double share(long paid, long instead) {
    return instead == 0 ? 0 : 1 - (double) paid / instead;
  }
}
