package dev.sluice.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.audit.Column;
import dev.sluice.gateway.audit.PairedBootstrap;
import dev.sluice.gateway.audit.Strata;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.terms.Tier;
import dev.sluice.server.evaluate.RoutesReport.Curve;
import dev.sluice.server.evaluate.RoutesReport.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Figures of four prompts in two sets, worked out by hand.
class RoutesFiguresTest {

  private static final Offset<Double> EXACT = within(1e-12);

  /// Right answers of each tier: the budget model knows the first set, the premium one all.
  private static final List<Policy> TIERS =
      List.of(
          policy("budget", 1, new double[] {1, 1, 0, 0}, 0),
          policy("standard", 2, new double[] {1, 0, 1, 0}, 1),
          policy("premium", 11, new double[] {1, 1, 1, 1}, 2));

  /// Serves the budget answer in the first set and the premium one in the second.
  private static final Policy ROUTED =
      new Policy(
          "routed",
          new Column(new double[] {1, 1, 1, 1}),
          List.of(new Column(new double[] {1, 1, 12, 12})),
          List.of(
              new Column(new double[] {1, 1, 0, 0}),
              new Column(new double[4]),
              new Column(new double[] {0, 0, 1, 1})),
          new Column(new double[] {0, 0, 1, 1}));

  private final RoutesFigures figures =
      new RoutesFigures(suite(), 1, bootstrap(), TIERS, TIERS.getLast());

  @Test
  void holdsAPolicyAgainstRandomTiersPooledAndWithinEachSet() {
    Point point = figures.point(ROUTED, false, null);

    // pooled: half budget (.5 right), half premium (1 right); within each set nothing is chosen
    assertThat(point.pooledGain().estimate()).isCloseTo(0.25, EXACT);
    assertThat(point.withinGain().estimate()).isCloseTo(0, EXACT);
    assertThat(point.relative().getFirst().estimate()).isCloseTo(6.5 / 11, EXACT);
    assertThat(figures.random(ROUTED, false).costs().getFirst().estimate()).isCloseTo(6, EXACT);
    assertThat(figures.random(ROUTED, true).quality().estimate()).isCloseTo(1, EXACT);
  }

  @Test
  void drawsTheCurveInOneNumber() {
    List<Curve> curves = figures.curves(List.of(ROUTED));

    assertThat(curves).extracting(Curve::scope).containsExactly("all", "x", "y");
    // area under (0, .5) (.5, 1) (1, 1) is .875, of a gap from .5 to 1
    assertThat(curves.getFirst().apgr().estimate()).isCloseTo(0.75, EXACT);
    // hull (1, .5) (6.5, 1) (11, 1) over costs from 1 to 11
    assertThat(curves.getFirst().aiq().getFirst().estimate())
        .isCloseTo((5.5 * 0.75 + 4.5) / 10, EXACT);
    assertThat(curves.getFirst().zero().getFirst().estimate()).isCloseTo(0.75, EXACT);
    assertThat(curves.get(1).apgr().estimate()).isNaN(); // budget and premium are equally good
  }

  @Test
  void tellsHowTheKnobMoves() {
    RoutesReport.Shape rising = figures.shape(List.of(TIERS.getFirst(), ROUTED, TIERS.getLast()));
    RoutesReport.Shape falling = figures.shape(List.of(ROUTED, TIERS.getFirst()));

    assertThat(rising).isEqualTo(new RoutesReport.Shape(3, 3, true, true, 0));
    assertThat(falling).isEqualTo(new RoutesReport.Shape(2, 2, false, false, 0.5));
    assertThat(figures.atShare(0.25, List.of(TIERS.getFirst(), ROUTED)).quality().estimate())
        .isCloseTo(0.75, EXACT);
  }

  @Test
  void theOracleTakesTheCheapestRightAnswer() {
    Policies policies = new Policies(Sums.suite().cases(), List.of(view(1)));

    Policy oracle = policies.oracle();

    // budget wrong at 0, 3, 6, 9; standard wrong at 0, 4, 8, so that only 0 needs the premium model
    assertThat(List.of(0, 1, 2, 3, 6, 9))
        .extracting(i -> oracle.served().indexOf(servedAt(oracle, i)))
        .containsExactly(2, 0, 0, 1, 1, 1);
    assertThat(oracle.quality().at(0)).isOne();
  }

  @Test
  void multipliesOnlyThePremiumTiersOutput() {
    Case one = Sums.suite().cases().getFirst(); // 40 tokens in, 20, 30 and 50 out, baseline 40
    CostView plain = view(1);
    CostView hidden = view(4);

    assertThat(plain.always(one, Tier.PREMIUM)).isCloseTo(14e-3, EXACT);
    assertThat(hidden.always(one, Tier.PREMIUM)).isCloseTo(44e-3, EXACT);
    assertThat(hidden.always(one, Tier.BUDGET)).isEqualTo(plain.always(one, Tier.BUDGET));
    assertThat(hidden.baseline(one)).isCloseTo(60e-3, EXACT);
    Served.Paid paid = new Served.Paid("c", Tier.PREMIUM, LedgerRow.Kind.DRAFT, 1, 1);
    assertThat(hidden.cost(paid)).isCloseTo(9e-4, EXACT);
    assertThat(hidden.label()).isEqualTo("shipped, m=4");
  }

  private static Column servedAt(Policy policy, int index) {
    return policy.served().stream().filter(tier -> tier.at(index) == 1).findFirst().orElseThrow();
  }

  private static CostView view(double multiplier) {
    return new CostView(PriceList.of(Sums.read(Sums.config("[budget]"))), multiplier);
  }

  private static Policy policy(String name, double cost, double[] right, int tier) {
    List<Column> served =
        List.of(
            constant(tier == 0 ? 1 : 0), constant(tier == 1 ? 1 : 0), constant(tier == 2 ? 1 : 0));
    return new Policy(name, new Column(right), List.of(constant(cost)), served, served.getLast());
  }

  private static Column constant(double value) {
    double[] values = new double[4];
    Arrays.fill(values, value);
    return new Column(values);
  }

  private static PairedBootstrap bootstrap() {
    return new PairedBootstrap(suite().strata(), 20, 1);
  }

  private static Suite suite() {
    Ladder ladder = new Ladder(Map.of(Tier.BUDGET, "b", Tier.PREMIUM, "p"), "p", true);
    List<Case> cases =
        List.of(0, 0, 1, 1).stream()
            .map(set -> new Case(set, "id", "prompt", ladder, Map.of()))
            .toList();
    return new Suite(
        List.of("x", "y"), List.of(ladder, ladder), cases, Strata.pooled(List.of(0, 0, 1, 1)), 0);
  }
}
