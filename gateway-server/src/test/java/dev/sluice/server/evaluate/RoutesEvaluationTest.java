package dev.sluice.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.server.evaluate.RoutesReport.Point;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RoutesEvaluationTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @TempDir private Path data;

  @Test
  void aRouteOfOneTierIsWhatThatTierSaidAndCosts() throws Exception {
    RoutesReport report = evaluation("[premium]", 2, 4).run(data, (knob, requests, took) -> {});

    assertThat(report.points()).hasSize(5);
    for (Point point : report.points()) {
      assertThat(point.quality().estimate()).isCloseTo(11.0 / 12, EXACT);
      assertThat(point.served()).containsExactly(0.0, 0.0, 1.0);
      assertThat(point.premiumCalls()).isOne();
      // 40 tokens in and 55.5 out on average, at $100 and $200 a million
      assertThat(point.costs().get(0).estimate()).isCloseTo(40e-4 + 55.5 * 2e-4, EXACT);
      assertThat(point.costs().get(1).estimate()).isCloseTo(40e-4 + 4 * 55.5 * 2e-4, EXACT);
      // of the baseline's 40 in and 45.5 out at $500 and $1000
      assertThat(point.relative().get(0).estimate()).isCloseTo(0.0151 / 0.0655, EXACT);
      assertThat(point.withinGain().estimate()).isCloseTo(0, EXACT);
    }
    assertThat(report.shape()).isEqualTo(new RoutesReport.Shape(2, 1, true, true, 0));
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void everyAttemptOfAClimbIsPaid() throws Exception {
    List<String> told = new ArrayList<>();
    RoutesReport report =
        evaluation("[budget, standard, premium]", 3, 4)
            .run(data, (knob, requests, took) -> told.add(knob.label() + " " + requests));

    assertThat(told)
        .containsExactly(
            "quality 0.000 12",
            "quality 0.500 12",
            "quality 1.000 12",
            "auto:cheap 12",
            "auto 12",
            "auto:quality 12");
    for (Point point : report.points()) {
      double served = point.served().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(served).isCloseTo(1, EXACT);
      double budget = 40e-6 + 25.5 * 2e-6; // always asked first
      assertThat(point.costs().getFirst().estimate()).isGreaterThanOrEqualTo(budget - 1e-12);
      assertThat(point.premiumCalls()).isEqualTo(point.served().getLast());
      assertThat(point.run()).isNotNull();
    }
    assertThat(report.controls())
        .extracting(Point::name)
        .containsExactly(
            "always budget",
            "always standard",
            "always premium",
            "baseline",
            "random, shares of auto",
            "random, shares of auto in each set",
            "oracle");
    assertThat(report.controls())
        .extracting(point -> Math.round(12 * point.quality().estimate()))
        .startsWith(8L, 9L, 11L, 9L)
        .endsWith(12L); // always one of three is right
  }

  @Test
  void figuresDoNotDependOnHowManyRequestsAreInFlight() throws Exception {
    String steps = "[{agree: [budget, standard]}, premium]";
    RoutesReport alone =
        evaluation(steps, 3, 1).run(data.resolve("a"), (knob, requests, took) -> {});
    RoutesReport crowded =
        evaluation(steps, 3, 12).run(data.resolve("b"), (knob, requests, took) -> {});

    assertThat(crowded.points())
        .extracting(Point::quality, Point::costs, Point::served, Point::withinGain)
        .isEqualTo(
            alone.points().stream()
                .map(p -> tuple(p.quality(), p.costs(), p.served(), p.withinGain()))
                .toList());
    assertThat(crowded.curves()).isEqualTo(alone.curves());
    assertThat(crowded.comparisons()).isEqualTo(alone.comparisons());
  }

  @Test
  void isToldAsTextPageAndJson() throws Exception {
    RoutesReport report = evaluation("[budget]", 2, 4).run(data, (knob, requests, took) -> {});

    assertThat(RoutesText.lines(report))
        .anyMatch(line -> line.matches("always budget +\\.667 \\(.*"))
        .anyMatch(line -> line.startsWith("── The curve in one number"));
    assertThat(RoutesHtml.of(report))
        .contains("<svg", "prefers-color-scheme: dark", "always premium", "Models by task")
        .doesNotContain("http", "NaN");
    JsonNode json = JsonMapper.shared().readTree(RoutesJson.of(report));
    assertThat(json.at("/points/0/within_gain/estimate").asDouble()).isCloseTo(0, EXACT);
    assertThat(json.at("/subject/prompts").asInt()).isEqualTo(12);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> evaluation(wish("[budget]", List.of("nosuch"))).run(data, quiet()))
        .isInstanceOf(CannotEvaluate.class)
        .hasMessageContaining("no set 'nosuch', but sums");
    assertThatThrownBy(() ->
            Suite.of(
                List.of(Sums.set()),
                new StandIns(List.of("tiny"), List.of(), List.of("large"), List.of()),
                Choice.ALL,
                List.of()))
        .isInstanceOf(CannotEvaluate.class)
        .hasMessageContaining("--budget: large, middle, reference, small");
  }

  private static ReplayProgress quiet() {
    return (Knob knob, int requests, Duration took) -> {};
  }

  private static RoutesEvaluation evaluation(String steps, int points, int concurrency) {
    return evaluation(wish(steps, List.of(Sums.NAME), points, concurrency));
  }

  private static RoutesEvaluation evaluation(RoutesEvaluation.Wish wish) {
    return new RoutesEvaluation(wish);
  }

  private static RoutesEvaluation.Wish wish(String steps, List<String> sets) {
    return wish(steps, sets, 1, 1);
  }

  private static RoutesEvaluation.Wish wish(
      String steps, List<String> sets, int points, int concurrency) {
    String config = Sums.config(steps);
    return new RoutesEvaluation.Wish(
        Sums.folder(),
        sets,
        List.of(),
        Sums.STAND_INS,
        Choice.ALL,
        List.of("shipped"),
        List.of(1.0, 4.0),
        points,
        null,
        config,
        Sums.read(config),
        200,
        1,
        concurrency,
        GateFolds.CONFIGURED);
  }
}
