package dev.sluice.gateway.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount of US dollars in whole nano-dollars (1e-9 USD); may be negative.
///
/// A `long` holds ±9.2 billion dollars. Arithmetic overflows loudly.
public record Usd(long nanos) implements Comparable<Usd> {

  public static final Usd ZERO = new Usd(0);

  private static final int NANO_PLACES = 9;
  private static final int MAX_MAGNITUDE = 10;

  public static Usd ofNanos(long nanos) {
    return nanos == 0 ? ZERO : new Usd(nanos);
  }

  /// Reads a decimal amount; digits beyond the ninth are rounded half-even.
  ///
  /// @throws ArithmeticException when it does not fit
  public static Usd parse(String decimal) {
    return of(new BigDecimal(decimal.strip()));
  }

  /// The same from a decimal, whose exponent may be anything: what is too small is nothing and what
  /// is too large fails at once, since writing such a number out would take minutes.
  public static Usd of(BigDecimal dollars) {
    long magnitude = (long) dollars.precision() - dollars.scale(); // it is below 10 to this power
    if (dollars.signum() == 0 || magnitude < -NANO_PLACES) {
      return ZERO;
    }
    if (magnitude > MAX_MAGNITUDE) {
      throw new ArithmeticException("more than 9.2 billion dollars");
    }
    return ofNanos(
        dollars.movePointRight(NANO_PLACES).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
  }

  public Usd plus(Usd other) {
    return ofNanos(Math.addExact(nanos, other.nanos));
  }

  public Usd minus(Usd other) {
    return ofNanos(Math.subtractExact(nanos, other.nanos));
  }

  public boolean isNegative() {
    return nanos < 0;
  }

  @Override
  public int compareTo(Usd other) {
    return Long.compare(nanos, other.nanos);
  }

  /// The decimal with nine places, as headers carry it: `0.000012500`.
  public String decimal() {
    return BigDecimal.valueOf(nanos, 9).toPlainString();
  }

  /// For charts and metrics only; the ledger keeps the integer.
  public double toDouble() {
    return nanos / 1e9;
  }

  @Override
  public String toString() {
    return "$" + decimal();
  }
}
