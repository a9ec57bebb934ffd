package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Column;
import dev.sluice.gateway.audit.CostQuality;
import dev.sluice.gateway.audit.Hull;
import dev.sluice.gateway.audit.Interval;
import dev.sluice.gateway.audit.Means;
import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.audit.ShareCurve;
import dev.sluice.server.evaluate.RoutesReport.AtShare;
import dev.sluice.server.evaluate.RoutesReport.Comparison;
import dev.sluice.server.evaluate.RoutesReport.Curve;
import dev.sluice.server.evaluate.RoutesReport.Point;
import dev.sluice.server.evaluate.RoutesReport.Run;
import dev.sluice.server.evaluate.RoutesReport.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Turns policies into figures with intervals; all of them see the same resamples.
final class RoutesFigures {

  /// Of [Scope]: everything together.
  private static final int POOLED = -1;

  private final Suite suite;
  private final int views;
  private final PairedBootstrap bootstrap;
  private final List<Policy> tiers;
  private final Policy baseline;

  /// @param tiers always budget, always standard, always premium
  RoutesFigures(
      Suite suite, int views, PairedBootstrap bootstrap, List<Policy> tiers, Policy baseline) {
    this.suite = suite;
    this.views = views;
    this.bootstrap = bootstrap;
    this.tiers = List.copyOf(tiers);
    this.baseline = baseline;
  }

  /// One policy's line.
  Point point(Policy policy, boolean preset, @Nullable Run run) {
    return new Point(
        policy.name(),
        preset,
        bootstrap.interval(means -> means.mean(policy.quality())),
        byView(view -> bootstrap.interval(means -> means.mean(policy.costs().get(view)))),
        byView(view -> bootstrap.interval(means -> relative(means, policy, baseline, view))),
        policy.served().stream().map(tier -> bootstrap.estimate(m -> m.mean(tier))).toList(),
        bootstrap.estimate(means -> means.mean(policy.premium())),
        bootstrap.interval(means -> withinGain(means, policy)),
        bootstrap.interval(
            m -> m.mean(policy.quality()) - random(m, policy, Policy::quality, false)),
        run);
  }

  /// What tiers chosen at random give in its place: quality and cost at its shares.
  ///
  /// @param within whether the shares are those of each set, not of everything together
  Point random(Policy policy, boolean within) {
    String name = "random, shares of " + policy.name() + (within ? " in each set" : "");
    return new Point(
        name,
        false,
        bootstrap.interval(m -> random(m, policy, Policy::quality, within)),
        byView(view ->
            bootstrap.interval(m -> random(m, policy, one -> one.costs().get(view), within))),
        byView(view ->
            bootstrap.interval(m ->
                random(m, policy, one -> one.costs().get(view), within)
                    / m.mean(baseline.costs().get(view)))),
        policy.served().stream().map(tier -> bootstrap.estimate(m -> m.mean(tier))).toList(),
        bootstrap.estimate(means -> means.mean(policy.served().getLast())),
        Interval.exactly(0),
        Interval.exactly(0),
        null);
  }

  private List<Interval> byView(IntFunction<Interval> figure) {
    return IntStream.range(0, views).mapToObj(figure).toList();
  }

  private static double relative(Means means, Policy policy, Policy other, int view) {
    return means.mean(policy.costs().get(view)) / means.mean(other.costs().get(view));
  }

  private double withinGain(Means means, Policy policy) {
    return means.mean(policy.quality()) - random(means, policy, Policy::quality, true);
  }

  /// What random choice with a policy's tier shares comes to; NaN where it serves no tier.
  private double random(Means means, Policy policy, Function<Policy, Column> what, boolean within) {
    if (!within) {
      return mixed(new Scope(means, POOLED), policy, what);
    }
    List<Double> weights = suite.strata().weights();
    return IntStream.range(0, weights.size())
        .mapToDouble(set -> weights.get(set) * mixed(new Scope(means, set), policy, what))
        .sum();
  }

  private double mixed(Scope scope, Policy policy, Function<Policy, Column> what) {
    double mixed = 0;
    for (int tier = 0; tier < tiers.size(); tier++) {
      mixed += scope.mean(policy.served().get(tier)) * scope.mean(what.apply(tiers.get(tier)));
    }
    return isRouted(policy) ? mixed : Double.NaN;
  }

  private static boolean isRouted(Policy policy) {
    return policy.served().stream().mapToDouble(tier -> tier.at(0)).sum() > 0;
  }

  /// How the knob's settings, from least to most quality, follow each other.
  Shape shape(List<Policy> settings) {
    List<CostQuality> points =
        settings.stream()
            .map(one ->
                new CostQuality(
                    bootstrap.estimate(m -> m.mean(one.costs().getFirst())),
                    bootstrap.estimate(m -> m.mean(one.quality()))))
            .toList();
    boolean costRises = true;
    double largestDrop = 0;
    for (int i = 1; i < points.size(); i++) {
      CostQuality before = points.get(i - 1);
      CostQuality point = points.get(i);
      costRises &= point.cost() >= before.cost() * (1 - 1e-9);
      largestDrop = Math.max(largestDrop, before.quality() - point.quality());
    }
    boolean qualityRises = largestDrop < 1e-9;
    int distinct = (int) points.stream().distinct().count();
    return new Shape(
        points.size(), distinct, costRises, qualityRises, qualityRises ? 0 : largestDrop);
  }

  /// The curve of everything, then of each set where there are several.
  List<Curve> curves(List<Policy> settings) {
    List<Curve> curves = new ArrayList<>(List.of(curve("all", POOLED, settings)));
    for (int set = 0; suite.sets().size() > 1 && set < suite.sets().size(); set++) {
      curves.add(curve(suite.sets().get(set), set, settings));
    }
    return curves;
  }

  private Curve curve(String name, int scope, List<Policy> settings) {
    List<Policy> alone = tiers;
    List<Policy> all = new ArrayList<>(alone);
    all.addAll(settings);
    int prompts = scope == POOLED ? suite.cases().size() : suite.prompts(scope);
    return new Curve(
        name,
        prompts,
        bootstrap.interval(means -> apgr(new Scope(means, scope), settings)),
        byView(view -> bootstrap.interval(m -> aiq(new Scope(m, scope), all, view))),
        byView(view -> bootstrap.interval(m -> aiq(new Scope(m, scope), alone, view))));
  }

  /// Means of everything, or of one set.
  private record Scope(Means means, int set) {

    double mean(Column column) {
      return set == POOLED ? means.mean(column) : means.mean(column, set);
    }
  }

  private double apgr(Scope scope, List<Policy> settings) {
    return shareCurve(settings, scope::mean, one -> scope.mean(one.quality()))
        .apgr(scope.mean(tiers.getFirst().quality()), scope.mean(tiers.getLast().quality()));
  }

  private static ShareCurve shareCurve(
      List<Policy> settings, ToDoubleFunction<Column> mean, ToDoubleFunction<Policy> quality) {
    return ShareCurve.of(
        settings.stream()
            .map(one ->
                new ShareCurve.Point(mean.applyAsDouble(one.premium()), quality.applyAsDouble(one)))
            .toList());
  }

  private double aiq(Scope scope, List<Policy> policies, int view) {
    List<CostQuality> points =
        policies.stream()
            .map(one ->
                new CostQuality(scope.mean(one.costs().get(view)), scope.mean(one.quality())))
            .toList();
    double cheapest = scope.mean(tiers.getFirst().costs().get(view));
    double dearest = scope.mean(tiers.getLast().costs().get(view));
    return Hull.of(points).meanQuality(cheapest, dearest);
  }

  /// The curve where so many requests go to the premium tier.
  AtShare atShare(double share, List<Policy> settings) {
    return new AtShare(
        share,
        bootstrap.interval(
            m -> shareCurve(settings, m::mean, one -> m.mean(one.quality())).at(share)),
        bootstrap.interval(
            m -> shareCurve(settings, m::mean, one -> withinGain(m, one)).at(share)));
  }

  /// A preset against another policy.
  Comparison comparison(Policy preset, Policy against) {
    return new Comparison(
        preset.name(),
        against.name(),
        bootstrap.interval(m -> m.mean(preset.quality()) - m.mean(against.quality())),
        byView(view -> bootstrap.interval(m -> 1 - relative(m, preset, against, view))));
  }
}
