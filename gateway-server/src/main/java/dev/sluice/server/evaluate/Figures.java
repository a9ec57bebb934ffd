package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Interval;
import java.util.Locale;

/// How reports write figures; what is unknown is a dash.
final class Figures {

  private static final String UNKNOWN = "–";

  private Figures() {}

  /// `.915`.
  static String quality(double value) {
    return number("%.3f", value).replaceFirst("^(-?)0\\.", "$1.");
  }

  /// `.915 (.901–.928)`.
  static String quality(Interval interval) {
    return Double.isNaN(interval.estimate())
        ? UNKNOWN
        : quality(interval.estimate())
            + " ("
            + quality(interval.low())
            + "–"
            + quality(interval.high())
            + ")";
  }

  /// In points of a hundredth: `+7.3 (+6.6 to +8.0)`.
  static String points(Interval interval) {
    return Double.isNaN(interval.estimate())
        ? UNKNOWN
        : points(interval.estimate())
            + " ("
            + points(interval.low())
            + " to "
            + points(interval.high())
            + ")";
  }

  private static String points(double value) {
    return number("%+.1f", 100 * value);
  }

  /// `9.7`, in percent.
  static String percent(double share) {
    return number("%.1f", 100 * share);
  }

  /// `9.7 (9.1–10.3)`, in percent.
  static String percent(Interval interval) {
    return Double.isNaN(interval.estimate())
        ? UNKNOWN
        : percent(interval.estimate())
            + " ("
            + percent(interval.low())
            + (interval.low() < 0 ? " to " : "–")
            + percent(interval.high())
            + ")";
  }

  /// Dollars of a thousand requests.
  static String perThousand(double dollars) {
    return number("%.4f", 1000 * dollars);
  }

  static String number(String format, double value) {
    if (Double.isNaN(value)) {
      return UNKNOWN;
    }
    String written = String.format(Locale.ROOT, format, value);
    boolean isNothing = written.matches("-0(\\.0*)?");
    return isNothing ? number(format, 0) : written;
  }
}
