package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.CostQuality;
import dev.sluice.gateway.audit.Hull;
import dev.sluice.server.evaluate.RoutesReport.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Draws quality over cost: the knob's settings as a line, presets and controls as marks with their
/// names, and what the models alone give when they are mixed.
///
/// Cost is in percent of the baseline on a logarithmic axis, quality from the worst to the best
/// that is shown. Colours are the page's.
final class CurveSvg {

  private static final int WIDTH = 860;
  private static final int HEIGHT = 460;
  private static final int LEFT = 56;
  private static final int RIGHT = 24;
  private static final int TOP = 20;
  private static final int BOTTOM = 48;
  private static final double QUALITY_STEP = 0.05;
  private static final int MIX_STEPS = 60;

  private final RoutesReport report;
  private final int view;
  private final double leastCost;
  private final double mostCost;
  private final double worst;
  private final double best;
  private final StringBuilder svg = new StringBuilder();

  /// A drawing under one of the report's cost views.
  CurveSvg(RoutesReport report, int view) {
    this.report = report;
    this.view = view;
    List<Point> shown = shown().toList();
    leastCost = shown.stream().mapToDouble(this::cost).min().orElse(1) / 1.3;
    mostCost = shown.stream().mapToDouble(this::cost).max().orElse(100) * 1.3;
    worst = rounded(shown.stream().mapToDouble(one -> one.quality().low()).min().orElse(0), false);
    best = rounded(shown.stream().mapToDouble(one -> one.quality().high()).max().orElse(1), true);
  }

  private static double rounded(double quality, boolean up) {
    double steps = quality / QUALITY_STEP;
    return (up ? Math.ceil(steps) : Math.floor(steps)) * QUALITY_STEP;
  }

  private Stream<Point> shown() {
    return Stream.concat(report.points().stream(), controls());
  }

  /// What random choice gives lies beside the curve, not on it.
  private Stream<Point> controls() {
    return report.controls().stream().filter(one -> !one.name().startsWith("random"));
  }

  private double cost(Point point) {
    return 100 * point.relative().get(view).estimate();
  }

  String drawn() {
    svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"Quality over cost, ");
    svg.append(Html.escaped(report.views().get(view))).append("\">\n");
    axes();
    mixLine();
    knobLine();
    controls().forEach(point -> mark(point, "control"));
    report.points().stream().filter(Point::preset).forEach(point -> mark(point, "preset"));
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (double quality = worst; quality <= best + 1e-9; quality += QUALITY_STEP) {
      line("grid", LEFT, y(quality), WIDTH - RIGHT, y(quality));
      text("tick end", LEFT - 8, y(quality) + 4, Figures.number("%.2f", quality));
    }
    for (double power = 0.01; power < mostCost; power *= 10) {
      for (int digit : new int[] {1, 2, 5}) {
        double cost = digit * power;
        if (cost >= leastCost && cost <= mostCost) {
          line("grid", x(cost), TOP, x(cost), HEIGHT - BOTTOM);
          String shown = cost < 0.1 ? "%.2f" : cost < 1 ? "%.1f" : "%.0f";
          text("tick middle", x(cost), HEIGHT - BOTTOM + 18, Figures.number(shown, cost) + " %");
        }
      }
    }
    text("tick end", WIDTH - RIGHT, HEIGHT - 8, "cost, % of the baseline, all overheads in");
    text("tick", LEFT, TOP - 6, "quality");
  }

  private void mixLine() {
    List<CostQuality> alone =
        report.controls().stream()
            .filter(one -> one.name().startsWith("always"))
            .map(one -> new CostQuality(cost(one), one.quality().estimate()))
            .toList();
    Hull hull = Hull.of(alone);
    double from = hull.corners().getFirst().cost();
    double to = alone.stream().mapToDouble(CostQuality::cost).max().orElse(from);
    List<String> points = new ArrayList<>();
    for (int step = 0; step <= MIX_STEPS; step++) {
      double cost = from * Math.pow(to / from, (double) step / MIX_STEPS);
      points.add(at(x(cost), y(hull.at(Math.max(from, cost)))));
    }
    polyline("mix", points);
  }

  private void knobLine() {
    List<Point> settings = report.points().stream().filter(point -> !point.preset()).toList();
    polyline(
        "knob",
        settings.stream().map(one -> at(x(cost(one)), y(one.quality().estimate()))).toList());
    for (Point point : settings) {
      double x = x(cost(point));
      line("range", x, y(point.quality().low()), x, y(point.quality().high()));
      dot("setting", point, 3.5);
    }
  }

  /// Names stand where their neighbours' do not: those of presets around their marks.
  private void mark(Point point, String kind) {
    dot(kind, point, 5);
    double x = x(cost(point));
    boolean isLeft = x > WIDTH * 0.78 || point.name().equals("auto");
    boolean isAbove = kind.equals("preset") && !point.name().endsWith("cheap");
    text(
        isLeft ? kind + " end" : kind,
        isLeft ? x - 9 : x + 9,
        y(point.quality().estimate()) + (isAbove ? -7 : 14),
        point.name());
  }

  private void dot(String kind, Point point, double radius) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>%n",
            kind,
            x(cost(point)),
            y(point.quality().estimate()),
            radius,
            Html.escaped(
                point.name()
                    + ": "
                    + Figures.quality(point.quality())
                    + " at "
                    + Figures.percent(point.relative().get(view))
                    + " %")));
  }

  private void line(String kind, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            kind,
            x1,
            y1,
            x2,
            y2));
  }

  private void polyline(String kind, List<String> points) {
    svg.append("<polyline class=\"").append(kind).append("\" points=\"");
    svg.append(String.join(" ", points)).append("\"/>\n");
  }

  private void text(String kind, double x, double y, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
            kind,
            x,
            y,
            Html.escaped(text)));
  }

  private static String at(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }

  private double x(double cost) {
    double share = Math.log(cost / leastCost) / Math.log(mostCost / leastCost);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double quality) {
    double share = (quality - worst) / (best - worst);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }
}
