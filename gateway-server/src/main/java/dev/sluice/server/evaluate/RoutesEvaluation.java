package dev.sluice.server.evaluate;

import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.audit.SignalTable;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.server.evaluate.RoutesReport.Comparison;
import dev.sluice.server.evaluate.RoutesReport.Point;
import dev.sluice.server.evaluate.RoutesReport.SetLine;
import dev.sluice.server.evaluate.RoutesReport.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Says how good and how dear routing is: reads recorded outcomes, replays them through a gateway
/// with every setting of the knob, and computes the report. One thread calls it; it waits.
public final class RoutesEvaluation {

  private static final List<Double> SHARES = List.of(0.15, 0.25, 0.37, 0.45);

  private final Wish wish;

  public RoutesEvaluation(Wish wish) {
    this.wish = wish;
  }

  /// What to evaluate.
  ///
  /// @param outcomes the folder with recorded outcomes
  /// @param sets names of sets
  /// @param weights of the sets, in percent; empty where each prompt counts alike
  /// @param prices names of price lists: `shipped` is the configuration's own
  /// @param multipliers of the premium tier's output
  /// @param points settings of the knob
  /// @param task what every request is said to be; null to have it classified
  /// @param configuration the text of a valid configuration
  /// @param config the same, read
  /// @param gates what the quality gates of the replay learned
  public record Wish(
      Path outcomes,
      List<String> sets,
      List<Double> weights,
      StandIns standIns,
      Choice choice,
      List<String> prices,
      List<Double> multipliers,
      int points,
      @Nullable String task,
      String configuration,
      GatewayConfig config,
      int draws,
      long seed,
      int concurrency,
      GateFolds gates) {

    public Wish {
      sets = List.copyOf(sets);
      weights = List.copyOf(weights);
      prices = List.copyOf(prices);
      multipliers = List.copyOf(multipliers);
      if (!weights.isEmpty() && weights.size() != sets.size()) {
        throw new CannotEvaluate(
            "There are " + sets.size() + " sets and " + weights.size() + " weights.");
      }
    }
  }

  /// Replays and counts.
  ///
  /// @param data an empty folder for the replay's books
  /// @throws CannotEvaluate when something is in the way that the user can mend
  /// @throws InterruptedException when interrupted; what is under way is broken off
  public RoutesReport run(Path data, ReplayProgress progress)
      throws IOException, InterruptedException {
    OutcomeFolder folder = new OutcomeFolder(wish.outcomes());
    List<OutcomeSet> sets = wish.sets().stream().map(folder::set).toList();
    Suite suite = Suite.of(sets, wish.standIns(), wish.choice(), wish.weights());
    List<CostView> views = views();
    List<Knob> knobs = Knob.all(wish.points());
    RoutesReplay.Replayed replayed =
        new RoutesReplay(
                knobs,
                suite.cases(),
                new RoutesReplay.Wishes(
                    wish.configuration(),
                    wish.config(),
                    wish.task(),
                    wish.concurrency(),
                    data,
                    wish.gates(),
                    progress,
                    System::nanoTime))
            .run();
    return report(suite, views, knobs, replayed, SignalAurocs.of(sets, wish.standIns()));
  }

  private List<CostView> views() {
    List<CostView> views = new ArrayList<>();
    for (String name : wish.prices()) {
      PriceList prices =
          switch (name) {
            case "shipped" -> PriceList.of(wish.config());
            case "research" -> PriceList.research();
            default ->
                throw new CannotEvaluate(
                    "There are the price lists 'shipped' and 'research', not '" + name + "'.");
          };
      wish.multipliers().forEach(multiplier -> views.add(new CostView(prices, multiplier)));
    }
    return views;
  }

  private RoutesReport report(
      Suite suite,
      List<CostView> views,
      List<Knob> knobs,
      RoutesReplay.Replayed replayed,
      SignalTable signals) {
    Policies policies = new Policies(suite.cases(), views);
    List<Policy> tiers = Arrays.stream(Tier.values()).map(policies::always).toList();
    Policy baseline = policies.baseline();
    RoutesFigures figures =
        new RoutesFigures(
            suite,
            views.size(),
            new PairedBootstrap(suite.strata(), wish.draws(), wish.seed()),
            tiers,
            baseline);
    List<Policy> settings =
        IntStream.range(0, knobs.size())
            .mapToObj(i -> policies.of(knobs.get(i), replayed.byKnob().get(i)))
            .toList();
    List<Policy> presets = settings.subList(wish.points(), settings.size());
    List<Point> points =
        IntStream.range(0, knobs.size())
            .mapToObj(i ->
                figures.point(
                    settings.get(i),
                    knobs.get(i).isPreset(),
                    RunFigures.of(replayed.byKnob().get(i), views)))
            .toList();
    QualityTables tables = new QualityTables(suite, wish.draws(), wish.seed());
    return new RoutesReport(
        subject(suite),
        views.stream().map(CostView::label).toList(),
        RunFigures.tasks(suite, replayed.byKnob().getLast()),
        points,
        controls(figures, tiers, baseline, policies.oracle(), presets.get(1)),
        figures.shape(settings.subList(0, wish.points())),
        figures.curves(settings),
        SHARES.stream().map(share -> figures.atShare(share, settings)).toList(),
        comparisons(figures, presets, tiers, baseline),
        tables.bySet(presets),
        tables.byTask(replayed.byKnob().getLast(), tiers, presets),
        signals,
        warnings(replayed));
  }

  private Subject subject(Suite suite) {
    List<SetLine> sets = new ArrayList<>();
    for (int s = 0; s < suite.sets().size(); s++) {
      Ladder ladder = suite.ladders().get(s);
      sets.add(
          new SetLine(
              suite.sets().get(s),
              suite.prompts(s),
              suite.strata().weights().get(s),
              ladder.model(Tier.BUDGET),
              ladder.models().get(Tier.STANDARD),
              ladder.model(Tier.PREMIUM),
              ladder.baseline()));
    }
    return new Subject(
        sets,
        suite.cases().size(),
        suite.leftOut(),
        wish.config().version(),
        wish.draws(),
        wish.seed());
  }

  private static List<Point> controls(
      RoutesFigures figures, List<Policy> tiers, Policy baseline, Policy oracle, Policy auto) {
    List<Point> controls = new ArrayList<>();
    tiers.forEach(tier -> controls.add(figures.point(tier, false, null)));
    controls.add(figures.point(baseline, false, null));
    controls.add(figures.random(auto, false));
    controls.add(figures.random(auto, true));
    controls.add(figures.point(oracle, false, null));
    return controls;
  }

  private static List<Comparison> comparisons(
      RoutesFigures figures, List<Policy> presets, List<Policy> tiers, Policy baseline) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Policy preset : presets) {
      comparisons.add(figures.comparison(preset, baseline));
      tiers
          .subList(1, tiers.size())
          .forEach(tier -> comparisons.add(figures.comparison(preset, tier)));
    }
    return comparisons;
  }

  private static List<String> warnings(RoutesReplay.Replayed replayed) {
    return replayed.failures() == 0
        ? List.of()
        : List.of(
            replayed.failures()
                + " attempts gave no answer; run again with less --concurrency for exact figures.");
  }
}
