package dev.sluice.gateway.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Quality by the share of requests that the strong model was called for: straight lines between
/// the points of a policy, as a random mix of two neighbouring settings gives.
public final class ShareCurve {

  private static final Comparator<Point> BY_SHARE =
      Comparator.comparingDouble(Point::share).thenComparingDouble(Point::quality);

  private final List<Point> points;

  private ShareCurve(List<Point> points) {
    this.points = points;
  }

  /// One setting of the policy.
  ///
  /// @param share of requests with a strong call, 0…1
  public record Point(double share, double quality) {}

  /// The curve through these points.
  ///
  /// @throws IllegalArgumentException when there is no point
  public static ShareCurve of(List<Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve needs a point");
    }
    return new ShareCurve(points.stream().sorted(BY_SHARE).toList());
  }

  /// The quality at a share, the best where several points have it; NaN outside of the points.
  public double at(double share) {
    if (share < points.getFirst().share() || share > points.getLast().share()) {
      return Double.NaN;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      Point right = points.get(i);
      if (right.share() == share) {
        best = Math.max(best, right.quality());
      } else if (i > 0 && points.get(i - 1).share() < share && share < right.share()) {
        Point left = points.get(i - 1);
        double part = (share - left.share()) / (right.share() - left.share());
        return left.quality() + part * (right.quality() - left.quality());
      }
    }
    return best;
  }

  /// The average performance gap recovered (RouteLLM, arXiv:2406.18665, section 3.2): the area
  /// between the curve and the weak model's quality, over shares from 0 to 1, as a part of the area
  /// between the strong and the weak model's. Random routing has 0.5. The curve is closed by the
  /// weak model at 0 and the strong one at 1. NaN where the two are equally good.
  public double apgr(double weak, double strong) {
    List<Point> closed = new ArrayList<>();
    closed.add(new Point(0, weak));
    closed.addAll(points);
    closed.add(new Point(1, strong));
    double area = 0;
    for (int i = 1; i < closed.size(); i++) {
      Point left = closed.get(i - 1);
      Point right = closed.get(i);
      area += (right.share() - left.share()) * (left.quality() + right.quality()) / 2;
    }
    return strong == weak ? Double.NaN : (area - weak) / (strong - weak);
  }
}
