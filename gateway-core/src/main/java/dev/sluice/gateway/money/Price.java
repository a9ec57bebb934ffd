package dev.sluice.gateway.money;

import dev.sluice.gateway.chat.Usage;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What a model's tokens cost, in nano-dollars per million tokens of each bucket.
///
/// Buckets are summed exactly and rounded half-even once; no answer costs more than [#MOST], so
/// that a provider's absurd count cannot keep a row from being written. An absent bucket costs what
/// its parent costs: cached input and cache writes as input, reasoning as output.
public record Price(
    long input,
    long output,
    @Nullable Long cachedInput,
    @Nullable Long cacheWrite,
    @Nullable Long reasoning,
    @Nullable Long batch) {

  /// A hundred million dollars.
  static final long MOST = 100_000_000_000_000_000L;

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private static final BigInteger MOST_TIMES_MILLION = BigInteger.valueOf(MOST).multiply(MILLION);

  public Price {
    if (input < 0
        || output < 0
        || isNegative(cachedInput)
        || isNegative(cacheWrite)
        || isNegative(reasoning)
        || isNegative(batch)) {
      throw new IllegalArgumentException("a price cannot be negative");
    }
  }

  public static Price of(Usd inputPerMillion, Usd outputPerMillion) {
    return new Price(inputPerMillion.nanos(), outputPerMillion.nanos(), null, null, null, null);
  }

  /// The cost of one answer.
  public Usd cost(Usage usage) {
    BigInteger sum =
        times(usage.input(), input)
            .add(times(usage.cachedInput(), cachedInput == null ? input : cachedInput))
            .add(times(usage.cacheWrite(), cacheWrite == null ? input : cacheWrite))
            .add(times(usage.output(), output))
            .add(times(usage.reasoning(), reasoning == null ? output : reasoning));
    return Usd.ofNanos(divideHalfEven(sum));
  }

  private static boolean isNegative(@Nullable Long price) {
    return price != null && price < 0;
  }

  private static BigInteger times(long tokens, long nanosPerMillion) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(nanosPerMillion));
  }

  private static long divideHalfEven(BigInteger sum) {
    if (sum.compareTo(MOST_TIMES_MILLION) >= 0) {
      return MOST;
    }
    BigInteger[] parts = sum.divideAndRemainder(MILLION);
    long twice = parts[1].longValueExact() * 2;
    long quotient = parts[0].longValueExact();
    if (twice > 1_000_000 || (twice == 1_000_000 && (quotient & 1) == 1)) {
      return Math.addExact(quotient, 1);
    }
    return quotient;
  }
}
