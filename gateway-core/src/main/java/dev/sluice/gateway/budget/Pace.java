package dev.sluice.gateway.budget;

import dev.sluice.gateway.exchange.Lean;

/// How far `auto` leans towards cheaper tiers so that a budget lasts as long as its period.
///
/// A plan line runs from [#HEAD_START] of the budget at the period's start to all but [#RESERVE] at
/// its end: the head start lets the first minutes spend something without counting as a race, the
/// reserve keeps the last requests from finding nothing left. As long as less than planned is spent
/// nothing changes. Beyond it, pressure is the larger of two ratios:
///
/// * `spent / planned`: how many times too fast it has been so far. It reacts early.
/// * `(1 - planned) / (1 - spent)`: how many times slower than planned the rest must be to last. It
///   reacts late in the period, where the first ratio can no longer grow: with 95 % spent at 70 %
///   of the day the first is 1.3, but what is left must last six times longer than planned.
///
/// Both pass 1 together. Above 1 `auto` gets the thresholds of `auto:cheap`, which saves some of
/// the climbs; above 1.5 nothing dearer than the standard tier, above 2 the budget tier only, which
/// in usual catalogues is 20 to 180 times cheaper than the others and so outlasts any period. The
/// steps are far enough apart that a request or two do not swing them, and each one slows the
/// burning, so that pressure falls back below the step by itself.
final class Pace {

  private static final double HEAD_START = 0.05;
  private static final double RESERVE = 0.02;
  private static final double STANDARD_ABOVE = 1.5;
  private static final double BUDGET_ABOVE = 2;

  private Pace() {}

  /// @param spent share of the budget that is spent, 0 and up
  /// @param elapsed share of the period that is over, 0…1
  static Lean of(double spent, double elapsed) {
    if (spent >= 1) {
      return Lean.BUDGET;
    }
    double planned = HEAD_START + (1 - RESERVE - HEAD_START) * elapsed;
    if (spent <= planned) {
      return Lean.NONE;
    }
    double pressure = Math.max(spent / planned, (1 - planned) / (1 - spent));
    if (pressure > BUDGET_ABOVE) {
      return Lean.BUDGET;
    }
    return pressure > STANDARD_ABOVE ? Lean.STANDARD : Lean.CHEAP;
  }
}
