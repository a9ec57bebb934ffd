package dev.sluice.gateway.exchange;

import dev.sluice.gateway.terms.Tier;
import org.jspecify.annotations.Nullable;

/// How sure one must be of an answer before it is served, given what the caller wants: the one rule
/// for fresh answers and for stored ones.
///
/// Quality 0.5 means the configured threshold. Towards 1 it rises in a straight line to 1, towards
/// 0 it falls to [#LOWEST], so that an answer that failed a check, whose probability is 0, is
/// refused at every quality. It is never below what the caller's key and team demand.
public final class Thresholds {

  /// The threshold at quality 0.
  static final double LOWEST = 0.01;

  private static final double AS_CONFIGURED = 0.5;

  private Thresholds() {}

  /// The threshold of a tier for this request.
  public static double of(Exchange x, Tier tier) {
    return of(x.config().cascade().threshold(tier), quality(x));
  }

  /// The caller's `x-sluice-quality`, which goes before the lean of the asked name and that of a
  /// budget that burns too fast; 0…1. Known once the request has a plan.
  public static double quality(Exchange x) {
    boolean paced = x.allowance().lean() != Lean.NONE;
    Plan.Bias bias = paced ? Plan.Bias.CHEAP : x.plan().bias();
    return Math.max(quality(bias, x.options().quality()), x.caller().minQuality());
  }

  static double quality(Plan.Bias bias, @Nullable Double asked) {
    return asked == null ? lean(bias) : Math.clamp(asked, 0.0, 1.0);
  }

  /// @param configured the tier's threshold, 0…1
  /// @param quality 0…1
  static double of(double configured, double quality) {
    double middle = Math.clamp(configured, LOWEST, 1.0);
    if (quality <= AS_CONFIGURED) {
      return LOWEST + (middle - LOWEST) * (quality / AS_CONFIGURED);
    }
    return middle + (1 - middle) * ((quality - AS_CONFIGURED) / (1 - AS_CONFIGURED));
  }

  private static double lean(Plan.Bias bias) {
    return switch (bias) {
      case CHEAP -> 0.25;
      case BALANCED -> AS_CONFIGURED;
      case QUALITY -> 0.75;
    };
  }
}
