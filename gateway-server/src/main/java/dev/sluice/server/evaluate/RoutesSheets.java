package dev.sluice.server.evaluate;

import dev.sluice.server.evaluate.RoutesReport.AtShare;
import dev.sluice.server.evaluate.RoutesReport.Comparison;
import dev.sluice.server.evaluate.RoutesReport.Curve;
import dev.sluice.server.evaluate.RoutesReport.ModelLine;
import dev.sluice.server.evaluate.RoutesReport.Point;
import dev.sluice.server.evaluate.RoutesReport.Run;
import dev.sluice.server.evaluate.RoutesReport.SetLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The tables of a report on routing, in reading order.
final class RoutesSheets {

  private static final double SIGNIFICANT = 0.05;

  private final RoutesReport report;

  RoutesSheets(RoutesReport report) {
    this.report = report;
  }

  List<Sheet> all() {
    List<Sheet> sheets =
        new ArrayList<>(
            List.of(
                subject(),
                tasks(),
                costs(),
                origins(),
                overheads(),
                comparisons(),
                curves(),
                atShares(),
                models(
                    "Models by set",
                    "Quality of every recorded model and of the presets, and the difference to the"
                        + " baseline on the same prompts.",
                    "set",
                    report.bySet()),
                models(
                    "Models by task",
                    "The same for each tier, by what the classifier took the prompts for.",
                    "task",
                    report.byTask())));
    if (!report.signals().rows().isEmpty()) {
      sheets.add(signals());
    }
    return sheets;
  }

  private Sheet subject() {
    List<List<String>> rows = new ArrayList<>();
    for (SetLine set : report.subject().sets()) {
      String standard = set.standard();
      rows.add(
          List.of(
              set.name(),
              String.valueOf(set.prompts()),
              Figures.percent(set.weight()),
              set.budget(),
              standard == null ? "none: budget answers" : standard,
              set.premium(),
              set.baseline()));
    }
    return new Sheet(
        "What was replayed",
        "Recorded answers of these models stand for the tiers; each counts with its weight.",
        1,
        List.of("set", "prompts", "weight %", "budget", "standard", "premium", "baseline"),
        rows);
  }

  private Sheet tasks() {
    return new Sheet(
        "Tasks",
        "What the classifier took the prompts for.",
        1,
        List.of("task", "prompts", "share %"),
        report.tasks().stream()
            .map(task ->
                List.of(task.name(), String.valueOf(task.prompts()), Figures.percent(task.share())))
            .toList());
  }

  private Sheet costs() {
    List<String> columns = new ArrayList<>(List.of("policy", "quality"));
    for (String view : report.views()) {
      columns.add("% of baseline, " + view);
      columns.add("$/1,000");
    }
    return new Sheet(
        "Cost and quality",
        "In parentheses 95 % intervals of a paired bootstrap over prompts. Costs are of everything"
            + " that was paid: drafts and judges too.",
        1,
        columns,
        points().map(this::cost).toList());
  }

  private Stream<Point> points() {
    return Stream.concat(report.points().stream(), report.controls().stream());
  }

  private List<String> cost(Point point) {
    List<String> cells = new ArrayList<>();
    cells.add(point.name());
    cells.add(Figures.quality(point.quality()));
    for (int view = 0; view < report.views().size(); view++) {
      cells.add(Figures.percent(point.relative().get(view)));
      cells.add(Figures.perThousand(point.costs().get(view).estimate()));
    }
    return cells;
  }

  private Sheet origins() {
    return new Sheet(
        "Who answered",
        "Gain: points of quality above tiers chosen at random with the same shares, within each set"
            + " and pooled.",
        1,
        List.of("policy", "served b/s/p %", "premium asked %", "gain within", "gain pooled"),
        points().map(RoutesSheets::origin).toList());
  }

  private static List<String> origin(Point point) {
    List<String> served =
        point.served().stream().map(share -> Figures.number("%.0f", 100 * share)).toList();
    return List.of(
        point.name(),
        String.join("/", served),
        Figures.percent(point.premiumCalls()),
        Figures.points(point.withinGain()),
        Figures.points(point.pooledGain()));
  }

  private Sheet overheads() {
    List<String> columns = new ArrayList<>(List.of("policy", "attempts"));
    report.views().forEach(view -> columns.add("drafts/judges %, " + view));
    columns.addAll(List.of("gateway p50 ms", "p99 ms"));
    List<List<String>> rows = new ArrayList<>();
    for (Point point : report.points()) {
      Run run = point.run();
      if (run != null) {
        List<String> cells = new ArrayList<>(List.of(point.name()));
        cells.add(Figures.number("%.2f", run.attempts()));
        for (int view = 0; view < report.views().size(); view++) {
          cells.add(
              Figures.percent(run.wasted().get(view))
                  + " / "
                  + Figures.percent(run.judging().get(view)));
        }
        cells.add(Figures.number("%.2f", run.overheadP50()));
        cells.add(Figures.number("%.2f", run.overheadP99()));
        rows.add(cells);
      }
    }
    return new Sheet(
        "Overheads",
        "Attempts a request; what part of the cost went to answers that were not served and to"
            + " judges; the gateway's own time, several requests at once on this machine.",
        1,
        columns,
        rows);
  }

  private Sheet comparisons() {
    List<String> columns = new ArrayList<>(List.of("preset", "against", "quality, points"));
    report.views().forEach(view -> columns.add("cheaper by %, " + view));
    return new Sheet(
        "Presets against one model for everything",
        "Differences on the same prompts; costs with all overheads.",
        2,
        columns,
        report.comparisons().stream().map(this::comparison).toList());
  }

  private List<String> comparison(Comparison comparison) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                comparison.preset(),
                comparison.against(),
                Figures.points(comparison.difference())));
    comparison.saved().forEach(saved -> cells.add(Figures.percent(saved)));
    return cells;
  }

  private Sheet curves() {
    List<String> columns = new ArrayList<>(List.of("set", "prompts", "APGR"));
    for (String view : report.views()) {
      columns.add("AIQ, " + view);
      columns.add("models alone");
    }
    return new Sheet(
        "The curve in one number",
        "APGR: part of the gap between budget and premium that is recovered, averaged over the share"
            + " of premium calls; random has .5. AIQ: mean quality over costs from always budget to"
            + " always premium, beside that of the models alone.",
        1,
        columns,
        report.curves().stream().map(this::curve).toList());
  }

  private List<String> curve(Curve curve) {
    List<String> cells =
        new ArrayList<>(
            List.of(curve.scope(), String.valueOf(curve.prompts()), Figures.quality(curve.apgr())));
    for (int view = 0; view < report.views().size(); view++) {
      cells.add(Figures.quality(curve.aiq().get(view)));
      cells.add(Figures.quality(curve.zero().get(view)));
    }
    return cells;
  }

  private Sheet atShares() {
    RoutesReport.Shape shape = report.shape();
    return new Sheet(
        "The curve by premium calls",
        "The knob: %d of %d points differ, cost %s, quality %s."
            .formatted(
                shape.distinct(),
                shape.points(),
                shape.costRises() ? "never falls" : "falls somewhere",
                shape.qualityRises()
                    ? "never falls"
                    : "falls by at most %s points"
                        .formatted(Figures.number("%.2f", 100 * shape.largestDrop()))),
        0,
        List.of("premium asked %", "quality", "gain within"),
        report.atShares().stream().map(RoutesSheets::atShare).toList());
  }

  private static List<String> atShare(AtShare at) {
    return List.of(
        Figures.number("%.0f", 100 * at.share()),
        Figures.quality(at.quality()),
        Figures.points(at.withinGain()));
  }

  private static Sheet models(String title, String note, String group, List<ModelLine> lines) {
    return new Sheet(
        title,
        note
            + " p: McNemar's exact test, raised by Holm's method for all lines; * below "
            + SIGNIFICANT
            + ".",
        2,
        List.of(group, "model", "prompts", "quality", "against baseline, points", "p", ""),
        lines.stream().map(RoutesSheets::model).toList());
  }

  private static List<String> model(ModelLine line) {
    boolean significant =
        Double.isNaN(line.pValue())
            ? line.difference().excludesZero()
            : line.pValue() < SIGNIFICANT;
    return List.of(
        line.group(),
        line.model(),
        String.valueOf(line.prompts()),
        Figures.quality(line.quality()),
        Figures.points(line.difference()),
        Figures.number("%.2g", line.pValue()),
        significant ? "*" : "");
  }

  private Sheet signals() {
    return new Sheet(
        "Signals of the gate",
        "AUROC: the probability that a good answer has the higher value than a bad one.",
        2,
        List.of("signal", "on", "AUROC", "answers"),
        report.signals().rows().stream()
            .map(row ->
                List.of(
                    row.signal(), row.on(), Figures.quality(row.auroc()), String.valueOf(row.n())))
            .toList());
  }
}
