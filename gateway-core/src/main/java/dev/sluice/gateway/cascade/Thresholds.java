package dev.sluice.gateway.cascade;

import dev.sluice.gateway.exchange.Plan;
import org.jspecify.annotations.Nullable;

/// How sure the gate must be of an answer, given what the caller wants.
///
/// Quality 0.5 means the configured threshold. Towards 1 it rises in a straight line to 1, towards
/// 0 it falls to [#LOWEST], so that an answer that failed a check, whose probability is 0, is
/// refused at every quality.
final class Thresholds {

  /// The threshold at quality 0.
  static final double LOWEST = 0.01;

  private static final double AS_CONFIGURED = 0.5;

  private Thresholds() {}

  /// @param configured the tier's threshold, 0…1
  /// @param quality the caller's `x-sluice-quality`, which goes before the lean of the asked name
  static double of(double configured, Plan.Bias bias, @Nullable Double quality) {
    double wanted = quality == null ? lean(bias) : Math.clamp(quality, 0.0, 1.0);
    double middle = Math.clamp(configured, LOWEST, 1.0);
    if (wanted <= AS_CONFIGURED) {
      return LOWEST + (middle - LOWEST) * (wanted / AS_CONFIGURED);
    }
    return middle + (1 - middle) * ((wanted - AS_CONFIGURED) / (1 - AS_CONFIGURED));
  }

  private static double lean(Plan.Bias bias) {
    return switch (bias) {
      case CHEAP -> 0.25;
      case BALANCED -> AS_CONFIGURED;
      case QUALITY -> 0.75;
    };
  }
}
