package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class AnswerFactsTest {

  @Test
  void readsHeaders() {
    Observation.Facts facts =
        facts(
            Map.of(
                "x-sluice-task", List.of("simple_qa;p=0.93"),
                "x-sluice-tier", List.of("budget"),
                "x-sluice-cost-usd", List.of("0.000000125"),
                "x-sluice-baseline-usd", List.of("0.000050000"),
                "x-sluice-latency-ms", List.of("12.345")),
            "{}");

    assertThat(facts.task()).contains(TaskType.SIMPLE_QA);
    assertThat(facts.tier()).contains(Tier.BUDGET);
    assertThat(facts.cost()).isEqualTo(Usd.ofNanos(125));
    assertThat(facts.baseline()).contains(Usd.ofNanos(50_000));
    assertThat(facts.latency()).isEqualTo(Duration.ofNanos(12_345_000));
  }

  @Test
  void readsTheCostOfAStreamFromItsUsage() {
    Observation.Facts facts =
        facts(
            Map.of("x-sluice-overhead-ms", List.of("1.000")),
            """
            {"cost":0.000000125,"cost_details":{"task":"general","tier":"standard","attempts":2,
             "baseline_usd":0.000050000,"overhead_ms":900.000}}
            """);

    assertThat(facts.cost()).isEqualTo(Usd.ofNanos(125));
    assertThat(facts.baseline()).contains(Usd.ofNanos(50_000));
    assertThat(facts.attempts()).isEqualTo(2);
    assertThat(facts.overhead()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void isSilentAboutAModelAskedByName() {
    Observation.Facts facts = facts(Map.of("x-sluice-tier", List.of("direct")), "{}");

    assertThat(facts.tier()).isEmpty();
    assertThat(facts.baseline()).isEmpty();
  }

  private static Observation.Facts facts(Map<String, List<String>> headers, String usage) {
    HttpHeaders read = HttpHeaders.of(headers, (name, value) -> true);
    return new AnswerFacts(read, JsonMapper.shared().readTree(usage)).read();
  }
}
