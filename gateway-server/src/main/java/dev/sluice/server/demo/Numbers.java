package dev.sluice.server.demo;

import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.util.Locale;

/// How the report writes numbers.
final class Numbers {

  private static final long CENT = 10_000_000;
  private static final long DOLLAR = 100 * CENT;

  private Numbers() {}

  /// An amount with digits enough to tell it from its neighbours: `$1.23`, `$0.0123`, `$0.000123`.
  static String dollars(Usd amount) {
    return dollars(amount, amount);
  }

  /// The same with as many digits as another amount gets, for columns.
  static String dollars(Usd amount, Usd like) {
    long size = Math.abs(like.nanos());
    int places = size >= DOLLAR ? 2 : size >= CENT || size == 0 ? 4 : 6;
    return (amount.isNegative() ? "-$" : "$")
        + String.format(Locale.ROOT, "%." + places + "f", Math.abs(amount.nanos()) / 1e9);
  }

  /// `1 request`, `2 requests`.
  static String count(int number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /// `95.2 %`.
  ///
  /// @param share 1 is 100 %
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /// `95 %`, and `-` where there is nothing to take a share of.
  static String wholePercent(int part, int of) {
    return of == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100.0 * part / of);
  }

  static String millis(Duration duration) {
    double ms = duration.toNanos() / 1e6;
    return String.format(Locale.ROOT, ms < 100 ? "%.1f" : "%,.0f", ms);
  }

  /// A bar of so many characters.
  ///
  /// @param share filled, 0…1
  static String bar(double share, int length) {
    int filled = (int) Math.round(Math.clamp(share, 0.0, 1.0) * length);
    return "█".repeat(filled) + "░".repeat(length - filled);
  }
}
