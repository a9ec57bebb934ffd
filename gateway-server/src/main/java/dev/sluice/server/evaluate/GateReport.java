package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.Auroc;
import dev.sluice.gateway.audit.Column;
import dev.sluice.gateway.audit.Interval;
import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.audit.Strata;
import dev.sluice.gateway.quality.GateTraining;
import dev.sluice.gateway.quality.GateTraining.Told;
import dev.sluice.gateway.quality.GradedPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// What a training run of the gate prints: always of prompts that the model in question never saw.
final class GateReport {

  private static final double[] TARGETS = {0.99, 0.97, 0.95, 0.93};
  private static final int BINS = 10;
  private static final int STEPS = 200;
  private static final long SEED = 20_261_125;

  private final Consumer<String> out;

  GateReport(Consumer<String> out) {
    this.out = out;
  }

  void data(List<GradedPair> pairs) {
    Map<String, Integer> reported = new LinkedHashMap<>();
    pairs.stream()
        .filter(GradedPair::reported)
        .forEach(pair -> reported.merge(pair.set(), 1, Integer::sum));
    out.accept(
        String.format(Locale.ROOT, "%d pairs of answers; reported on: %s", pairs.size(), reported));
  }

  void unseen(List<Told> told) {
    out.accept(
        String.format(
            Locale.ROOT,
            "%n%-10s %6s  %s",
            "set",
            "n",
            "AUROC of P(nothing gained): first alone, both · ECE"));
    bySet(told).forEach(this::set);
    set("all", told);
  }

  private void set(String name, List<Told> told) {
    double alone = auroc(told, Told::first, one -> !gainsFirst(one));
    List<Told> pairs = told.stream().filter(GateReport::hasBoth).toList();
    double both = auroc(pairs, GateReport::pass, one -> !gains(one));
    out.accept(
        String.format(
            Locale.ROOT,
            "%-10s %6d  %.3f, %.3f · %.3f",
            name,
            told.size(),
            alone,
            both,
            ece(pairs)));
  }

  void signals(List<Told> told, List<GateTraining.SignalScores> signals) {
    out.accept(
        String.format(
            Locale.ROOT, "%n%-14s AUROC of one signal on its own, first answer alone", "signal"));
    for (GateTraining.SignalScores signal : signals) {
      List<Auroc.Scored> scored = new ArrayList<>();
      for (int i = 0; i < told.size(); i++) {
        scored.add(new Auroc.Scored(signal.scores().get(i), !gainsFirst(told.get(i))));
      }
      out.accept(String.format(Locale.ROOT, "%-14s %.3f", signal.signal(), Auroc.of(scored)));
    }
  }

  /// For each target the lowest threshold whose quality is at least that on one half of the prompts
  /// by the lower bound of its interval, and what it holds on the other half.
  void thresholds(List<Told> told) {
    out.accept(
        String.format(
            Locale.ROOT,
            "%nquality promised, of the next tier's · threshold found on one half · held on the other"));
    bySet(told.stream().filter(GateReport::hasBoth).toList())
        .forEach((set, pairs) -> {
          for (double target : TARGETS) {
            for (int half = 0; half < 2; half++) {
              promise(set, target, half(pairs, half), half(pairs, 1 - half));
            }
          }
        });
  }

  private static Map<String, List<Told>> bySet(List<Told> told) {
    Map<String, List<Told>> bySet = new LinkedHashMap<>();
    told.forEach(one -> bySet.computeIfAbsent(one.pair().set(), _ -> new ArrayList<>()).add(one));
    return bySet;
  }

  private void promise(String set, double target, List<Told> known, List<Told> unknown) {
    double threshold = 1;
    for (int step = 0; step <= STEPS && threshold == 1; step++) {
      double at = (double) step / STEPS;
      threshold = ratio(known, at).low() >= target ? at : 1;
    }
    Interval held = ratio(unknown, threshold);
    double escalated = unknown.stream().filter(goesOn(threshold)).count() / (double) unknown.size();
    out.accept(
        String.format(
            Locale.ROOT,
            "%-10s %.2f · %.3f · %.3f (%.3f…%.3f), %.0f %% of requests go on",
            set,
            target,
            threshold,
            held.estimate(),
            held.low(),
            held.high(),
            100 * escalated));
  }

  private static Predicate<Told> goesOn(double threshold) {
    return one -> pass(one) < threshold;
  }

  private static Interval ratio(List<Told> told, double threshold) {
    Column served =
        Column.of(
            told.size(),
            i -> {
              Told one = told.get(i);
              boolean on = pass(one) < threshold;
              return right(on ? one.pair().nextRight() : isRight(one));
            });
    Column next = Column.of(told.size(), i -> right(told.get(i).pair().nextRight()));
    return new PairedBootstrap(Strata.single(told.size()), 500, SEED)
        .interval(means -> means.mean(served) / means.mean(next));
  }

  private static List<Told> half(List<Told> told, int half) {
    return told.stream().filter(one -> GateTraining.fold(one.pair().prompt(), 2) == half).toList();
  }

  private static double auroc(List<Told> told, ToDoubleFunction<Told> score, Predicate<Told> good) {
    return Auroc.of(
        told.stream()
            .map(one -> new Auroc.Scored(score.applyAsDouble(one), good.test(one)))
            .toList());
  }

  /// The expected calibration error: how far probabilities are from frequencies, on average.
  private static double ece(List<Told> told) {
    double[] said = new double[BINS];
    double[] was = new double[BINS];
    for (Told one : told) {
      int bin = Math.min(BINS - 1, (int) (pass(one) * BINS));
      said[bin] += pass(one);
      was[bin] += right(!gains(one));
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(said[bin] - was[bin]);
    }
    return error / told.size();
  }

  private static boolean hasBoth(Told told) {
    return !Double.isNaN(told.firstOfBoth());
  }

  private static double pass(Told told) {
    return Math.max(told.firstOfBoth(), told.secondOfBoth());
  }

  private static boolean isRight(Told told) {
    boolean first = told.firstOfBoth() > told.secondOfBoth();
    return first ? told.pair().firstRight() : told.pair().secondRight();
  }

  private static boolean gains(Told told) {
    return told.pair().nextRight() && !isRight(told);
  }

  private static boolean gainsFirst(Told told) {
    return told.pair().nextRight() && !told.pair().firstRight();
  }

  private static double right(boolean right) {
    return right ? 1 : 0;
  }
}
