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

  /// No demand of measured quality goes beyond it; a configured threshold may.
  static final double HIGHEST = 0.99;

  private static final double AS_CONFIGURED = 0.5;

  private Thresholds() {}

  /// The threshold of a tier for this request.
  public static double of(Exchange x, Tier tier) {
    return of(raised(x.config().cascade().threshold(tier), offset(x, tier)), quality(x));
  }

  /// What the configuration and the caller's wishes promise of the tier's answers, whatever is
  /// demanded on top of it.
  public static double promised(Exchange x, Tier tier) {
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

  /// The configured threshold, raised by what measured quality demands; never lower than it.
  static double raised(double configured, double offset) {
    return Math.max(configured, Math.min(configured + offset, HIGHEST));
  }

  /// Nothing where the task is not known: what is demanded is demanded of one task on one tier.
  private static double offset(Exchange x, Tier tier) {
    TaskDecision task = x.task();
    return task == null || !x.config().cascade().shadow().tighten()
        ? 0
        : x.tightening().offset(task.task(), tier);
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
      case CHEAP -> 0.275;
      case BALANCED -> AS_CONFIGURED;
      case QUALITY -> 0.75;
    };
  }
}
