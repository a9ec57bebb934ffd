package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.server.net.LeakWatch;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What follows from measured quality: thresholds that rise, and the alarm when accept rates
/// change.
@ExtendWith(LeakWatch.class)
class MeasuredQualityTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String[] SIMPLE = {"x-sluice-task", "simple_qa", "x-sluice-cache", "off"};
  private static final String[] RUNG = {"task", "simple_qa", "tier", "budget"};

  @Test
  void raisesTheThresholdWhereLessIsMeasuredThanPromised() {
    try (GatewayFixture gateway = disagreeing("").start()) {
      double before = threshold(gateway);
      compare(gateway, 50);

      assertThat(before).isEqualTo(0.8);
      assertThat(gateway.awaitMetric(0.02, "sluice_threshold_offset", RUNG)).isTrue();
      assertThat(threshold(gateway)).isEqualTo(0.82);
    }
  }

  @Test
  void leavesTheThresholdWhereTheOperatorWants() {
    try (GatewayFixture gateway = disagreeing(", tighten: off").start()) {
      compare(gateway, 50);

      assertThat(gateway.awaitMetric(0.02, "sluice_threshold_offset", RUNG)).isTrue();
      assertThat(threshold(gateway)).isEqualTo(0.8);
    }
  }

  @Test
  void tellsWhenTheGateBeginsToRefuse() {
    try (GatewayFixture gateway =
        Setup.shipped()
            .answering((model, prompt) ->
                prompt.lastUserText().startsWith("new") && model.equals(BUDGET)
                    ? Optional.of(CannedAnswer.text(""))
                    : Optional.empty())
            .start()) {
      ask(gateway, 600, "old");
      ask(gateway, 200, "new");

      assertThat(gateway.awaitMetric(-1, "sluice_accept_drift", RUNG)).isTrue();
      assertThat(gateway.metric("sluice_accept_rate", "tier", "budget", "window", "recent"))
          .isZero();
      assertThat(gateway.metric("sluice_accept_rate", "tier", "budget", "window", "long_run"))
          .isEqualTo(0.75);
      assertThat(gateway.metric("sluice_accept_drift", "tier", "standard")).isZero();
    }
  }

  private static void ask(GatewayFixture gateway, int times, String word) {
    for (int i = 0; i < times; i++) {
      gateway.chat(Chats.of("auto", word + " question"), SIMPLE);
    }
  }

  private static void compare(GatewayFixture gateway, int times) {
    for (int i = 1; i <= times; i++) {
      gateway.chat(Chats.of("auto", Chats.QUESTION, ",\"max_tokens\":50"), SIMPLE);
      assertThat(gateway.awaitMetric(i, "sluice_shadow_evaluations_total", "result", "worse"))
          .isTrue();
    }
  }

  private static double threshold(GatewayFixture gateway) {
    return gateway
        .post("/v1/route", Chats.of("auto", Chats.QUESTION), "x-sluice-task", "simple_qa")
        .json()
        .path("steps")
        .path(0)
        .path("threshold")
        .asDouble();
  }

  /// Every accepted answer is compared with one that says otherwise.
  private static Setup disagreeing(String more) {
    return Setup.shipped()
        .with("shadow_rate: 0.0}", "shadow_rate: 1.0" + more + "}")
        .answering(Map.of("deepseek-reasoner", CannedAnswer.text("Lyon")));
  }
}
