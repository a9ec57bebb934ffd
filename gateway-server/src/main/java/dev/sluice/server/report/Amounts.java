package dev.sluice.server.report;

import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.stream.Stream;

/// How amounts of money and counts are shown, all of a column with as many places.
///
/// @param places behind the point, so many that the largest amount has three digits that matter
public record Amounts(int places) {

  private static final int MOST_PLACES = 6;
  private static final int NANO_PLACES = 9;
  private static final int DIGITS = 3;

  public static Amounts like(Stream<Usd> column) {
    long largest = column.mapToLong(amount -> Math.abs(amount.nanos())).max().orElse(0);
    if (largest == 0) {
      return new Amounts(2);
    }
    int whole = BigDecimal.valueOf(largest).precision() - NANO_PLACES;
    return new Amounts(Math.clamp(DIGITS - (long) whole, 2, MOST_PLACES));
  }

  /// `$0.0123`, `-$0.0123`.
  public String dollars(Usd amount) {
    String text = number(amount);
    return text.startsWith("-") ? "-$" + text.substring(1) : "$" + text;
  }

  /// The same, or a dash for nothing.
  public String dollarsOrDash(Usd amount) {
    return amount.equals(Usd.ZERO) ? "-" : dollars(amount);
  }

  /// `0.98/1.53/2.03`.
  public String range(Estimate estimate) {
    return number(estimate.low()) + "/" + number(estimate.mid()) + "/" + number(estimate.high());
  }

  private String number(Usd amount) {
    BigDecimal rounded =
        BigDecimal.valueOf(amount.nanos(), NANO_PLACES).setScale(places, RoundingMode.HALF_EVEN);
    return rounded.toPlainString();
  }

  /// `1,234,567`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
