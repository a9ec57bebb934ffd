package dev.sluice.gateway.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The best quality for every cost that policies reach alone or mixed at random: the upper hull of
/// their points, never falling (RouterBench, arXiv:2403.12031, section 3).
public final class Hull {

  private static final Comparator<CostQuality> BY_COST =
      Comparator.comparingDouble(CostQuality::cost).thenComparingDouble(CostQuality::quality);

  private final List<CostQuality> corners;

  private Hull(List<CostQuality> corners) {
    this.corners = List.copyOf(corners);
  }

  /// The hull of these points.
  ///
  /// @throws IllegalArgumentException when there is no point
  public static Hull of(List<CostQuality> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a hull needs a point");
    }
    List<CostQuality> hull = new ArrayList<>();
    for (CostQuality point : points.stream().sorted(BY_COST).toList()) {
      while (!hull.isEmpty() && isBelow(hull, point)) {
        hull.removeLast();
      }
      hull.add(point);
    }
    CostQuality best = hull.stream().max(Comparator.comparingDouble(CostQuality::quality)).get();
    return new Hull(hull.subList(0, hull.indexOf(best) + 1));
  }

  /// Whether the last corner is no corner once the point is there.
  private static boolean isBelow(List<CostQuality> hull, CostQuality point) {
    CostQuality last = hull.getLast();
    if (last.cost() == point.cost()) {
      return last.quality() <= point.quality();
    }
    if (hull.size() < 2) {
      return false;
    }
    CostQuality before = hull.get(hull.size() - 2);
    return (last.quality() - before.quality()) * (point.cost() - before.cost())
        <= (point.quality() - before.quality()) * (last.cost() - before.cost());
  }

  /// Its corners by cost.
  public List<CostQuality> corners() {
    return corners;
  }

  /// The quality for this cost; NaN below the cheapest policy.
  public double at(double cost) {
    if (cost < corners.getFirst().cost()) {
      return Double.NaN;
    }
    for (int i = 1; i < corners.size(); i++) {
      CostQuality right = corners.get(i);
      if (cost <= right.cost()) {
        CostQuality left = corners.get(i - 1);
        double share = (cost - left.cost()) / (right.cost() - left.cost());
        return left.quality() + share * (right.quality() - left.quality());
      }
    }
    return corners.getLast().quality();
  }

  /// The mean quality over costs from one to another: RouterBench's AIQ. NaN where the hull does
  /// not begin at `from` or the range is empty.
  public double meanQuality(double from, double to) {
    if (!(from < to) || from < corners.getFirst().cost()) {
      return Double.NaN;
    }
    double area = 0;
    double cost = from;
    double quality = at(from);
    for (CostQuality corner : corners) {
      if (corner.cost() > from && corner.cost() < to) {
        area += (corner.cost() - cost) * (quality + corner.quality()) / 2;
        cost = corner.cost();
        quality = corner.quality();
      }
    }
    area += (to - cost) * (quality + at(to)) / 2;
    return area / (to - from);
  }
}
