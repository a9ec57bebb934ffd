package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Interval;
import dev.sluice.gateway.audit.SignalTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All figures of an evaluation of routing. Shares and qualities are 0…1, costs dollars a request.
///
/// @param views how costs are counted; lists by view are in this order
/// @param points the settings of the knob, then the presets
/// @param controls what they are held against
/// @param curves of everything together, then of each set
/// @param comparisons of each preset with baseline, standard and premium
/// @param bySet each recorded model on each set
/// @param byTask each tier on each task
public record RoutesReport(
    Subject subject,
    List<String> views,
    List<Share> tasks,
    List<Point> points,
    List<Point> controls,
    Shape shape,
    List<Curve> curves,
    List<AtShare> atShares,
    List<Comparison> comparisons,
    List<ModelLine> bySet,
    List<ModelLine> byTask,
    SignalTable signals,
    List<String> warnings) {

  /// What was replayed, and how.
  ///
  /// @param prompts how many
  /// @param leftOut prompts without all answers
  /// @param draws of the bootstrap
  public record Subject(
      List<SetLine> sets, int prompts, int leftOut, String configuration, int draws, long seed) {}

  /// One set and the models that stand for tiers in it.
  ///
  /// @param weight its part of the whole
  /// @param standard null where no model stands for the tier
  public record SetLine(
      String name,
      int prompts,
      double weight,
      String budget,
      @Nullable String standard,
      String premium,
      String baseline) {}

  /// A part of all prompts.
  public record Share(String name, int prompts, double share) {}

  /// One policy.
  ///
  /// @param preset whether it is a name that callers use
  /// @param costs dollars a request
  /// @param relative costs as a part of the baseline's
  /// @param served parts answered by budget, standard and premium
  /// @param premiumCalls part of the requests that the premium tier was asked for
  /// @param withinGain quality above random choice with the same tier shares within each set
  /// @param pooledGain the same with the shares of everything together
  /// @param run null for what was not replayed
  public record Point(
      String name,
      boolean preset,
      Interval quality,
      List<Interval> costs,
      List<Interval> relative,
      List<Double> served,
      double premiumCalls,
      Interval withinGain,
      Interval pooledGain,
      @Nullable Run run) {}

  /// What only a replay tells.
  ///
  /// @param attempts upstream calls a request
  /// @param wasted part of the cost, by view, paid for answers that were not served
  /// @param judging part of the cost, by view, paid for judges
  /// @param overheadP50 milliseconds in the gateway
  public record Run(
      double attempts,
      List<Double> wasted,
      List<Double> judging,
      double overheadP50,
      double overheadP99) {}

  /// How the knob moves.
  ///
  /// @param distinct points that differ in quality or cost
  /// @param costRises whether cost never falls as more quality is asked for
  /// @param qualityRises whether quality never falls
  /// @param largestDrop of quality between neighbours, 0 for none
  public record Shape(
      int points, int distinct, boolean costRises, boolean qualityRises, double largestDrop) {}

  /// A set's curve in one number each.
  ///
  /// @param aiq by view: mean quality over costs from always budget to always premium, on the hull
  ///   of all settings and of the models alone
  /// @param zero the same of the models alone
  public record Curve(
      String scope, int prompts, Interval apgr, List<Interval> aiq, List<Interval> zero) {}

  /// The curve at a share of premium calls, NaN where it does not reach it.
  public record AtShare(double share, Interval quality, Interval withinGain) {}

  /// A preset against a policy.
  ///
  /// @param difference of quality
  /// @param saved by view: part of the other's cost
  public record Comparison(
      String preset, String against, Interval difference, List<Interval> saved) {}

  /// A model on one set or task.
  ///
  /// @param difference of quality to the baseline's
  /// @param pValue of McNemar's exact test against the baseline, raised by Holm's method for all
  ///   lines of the table; NaN where answers were not graded right or wrong
  public record ModelLine(
      String group,
      String model,
      int prompts,
      Interval quality,
      Interval difference,
      double pValue) {}
}
