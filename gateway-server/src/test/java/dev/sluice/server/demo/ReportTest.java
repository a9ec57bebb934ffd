package dev.sluice.server.demo;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private static final Price STANDARD =
      Price.of(Usd.ofNanos(100_000_000), Usd.ofNanos(250_000_000));

  private final List<Observation> seen = new ArrayList<>();

  @Test
  void showsWhatHappened() {
    seen.addAll(nCopies(4, Seen.miss(TaskType.SIMPLE_QA, Tier.BUDGET, "a:accept", 1_000, 500_000)));
    seen.addAll(nCopies(3, Seen.hit(TaskType.SIMPLE_QA, Tier.BUDGET, 500_000)));
    seen.add(Seen.joined(TaskType.SIMPLE_QA, Tier.BUDGET, 500_000));
    seen.addAll(
        nCopies(
            2,
            Seen.miss(
                TaskType.COMPLEX_REASONING,
                Tier.PREMIUM,
                "a+b:reject(disagree),c:accept",
                600_000,
                500_000)));

    String report = report(Screen.PLAIN, List.of("cache.semantic"));

    assertThat(report)
        .startsWith(
            """

            ── What it cost ────────────────────────────────────────────────── simulated ──
              saved   75.9 %  against gpt-4o
                              $0.001204 instead of $0.005000, 95 % interval 40.0 to 99.9 %
              saved -702.7 %  against always deepseek-v4-flash
                              $0.001204 instead of $0.000150, 95 % interval -1901.3 to 97.3 %
            """)
        .contains(
            """
              10 requests, 10 answered, in 2.5 s. The models' invoice is the same.
            """)
        .contains(
            """
            ── Who answered ────────────────────────────────────────────────── simulated ──
                        requests                                  cost
              cache         4  40.0 %  ████████░░░░░░░░░░░░ $0.000000   0.0 %  ░░░░░░░░░░
              budget        4  40.0 %  ████████░░░░░░░░░░░░ $0.000004   0.3 %  ░░░░░░░░░░
              standard      0   0.0 %  ░░░░░░░░░░░░░░░░░░░░ $0.000000   0.0 %  ░░░░░░░░░░
              premium       2  20.0 %  ████░░░░░░░░░░░░░░░░ $0.001200  99.7 %  ██████████

            ── Cache and quality gate ──────────────────────────────────────── simulated ──
              cache  3 exact hits, 1 joined one in flight, 6 missed, 0 bypassed
              gate   2 of 6 went on to a dearer model (33 %); 8 model calls in all
                     refused: disagree 2

            ── By task ─────────────────────────────────────────────────────── simulated ──
              task               requests  hits  escal.  b/s/p %     cost   gpt-4o    saved
              simple_qa                 8  50 %     0 %  100/0/0  $0.0005  $0.5000   99.9 %
              complex_reasoning         2   0 %   100 %  0/0/100  $0.6000  $0.5000  -20.0 %
              all                      10  40 %    33 %  67/0/33  $0.1204  $0.5000   75.9 %
            """)
        .contains(
            """
            ── Time in ms ──────────────────────────────────────────────────── simulated ──
                                      requests  p50  p95  p99
              stored answers                 3  1.0  1.0  1.0
              joined one in flight           1  400  400  400
              answered by models             6  500  500  500
                to the first byte            6  250  250  250
              of it in Sluice itself        10  2.0  2.0  2.0
            """)
        .contains("Not active yet: cache.semantic.");
  }

  @Test
  void tellsWhatFailedAndHidesNoLoss() {
    seen.add(Seen.miss(TaskType.GENERAL, Tier.PREMIUM, "a:accept", 900_000, 300_000));
    seen.add(Seen.failed("status 502: the provider is gone"));

    String report = report(Screen.PLAIN, List.of());

    assertThat(report)
        .contains("saved -200.0 %  against gpt-4o")
        .contains("2 requests, 1 answered")
        .contains("── What failed")
        .contains("     1  status 502: the provider is gone")
        .doesNotContain("Not active yet");
  }

  @Test
  void fitsTheWidth() {
    seen.addAll(
        nCopies(12_345, Seen.miss(TaskType.COMPLEX_REASONING, Tier.PREMIUM, "a:accept", 9, 99)));
    seen.add(Seen.failed("x".repeat(200)));

    assertThat(report(Screen.PLAIN, List.of()).lines()).allMatch(line -> line.length() <= 79);
  }

  private String report(Screen screen, List<String> inactive) {
    Figures figures = Figures.of(new Replay.Result(seen, Duration.ofMillis(2_500)), STANDARD, 0, 7);
    Usd invoice = new Slice(seen).cost();
    return String.join(
        "\n",
        Report.lines(
            figures, new Report.Setting("gpt-4o", "deepseek-v4-flash", invoice, inactive), screen));
  }
}
