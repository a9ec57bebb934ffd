package dev.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.AnswerBook;
import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.server.net.LeakWatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the gate accepted is answered again by the premium model, behind the client's back.
@ExtendWith(LeakWatch.class)
class ShadowTest {

  private static final String BUDGET = "Qwen/Qwen3-8B";
  private static final String STANDARD = "deepseek-v4-flash";
  private static final String PREMIUM = "deepseek-reasoner";
  private static final String[] SIMPLE = {"x-sluice-task", "simple_qa", "x-sluice-cache", "off"};
  private static final String EVALUATIONS = "sluice_shadow_evaluations_total";

  @Test
  void comparesWhatWasAcceptedWithThePremiumModelsAnswer() throws InterruptedException {
    try (GatewayFixture gateway =
        sampling("").answering(Map.of(PREMIUM, CannedAnswer.text("Paris"))).start()) {

      Reply reply = gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE);

      assertThat(reply.model()).isEqualTo(BUDGET);
      assertThat(reply.header("x-sluice-attempts")).isEqualTo("1");
      assertThat(evaluated(gateway, "equal")).isTrue();
      assertThat(gateway.metric("sluice_accepted_quality", "bound", "estimate")).isOne();
      assertThat(gateway.metric("sluice_accepted_quality", "bound", "lower")).isBetween(0.2, 0.21);
      assertThat(gateway.metric("sluice_accepted_quality_samples", "source", "shadow")).isOne();
      assertThat(gateway.awaitQuiet()).isTrue();
    }
  }

  @Test
  void countsADifferentAnswerAsWorse() {
    try (GatewayFixture gateway =
        sampling("").answering(Map.of(PREMIUM, CannedAnswer.text("Lyon"))).start()) {

      gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE);

      assertThat(evaluated(gateway, "worse")).isTrue();
      assertThat(gateway.metric("sluice_accepted_quality", "bound", "estimate")).isZero();
    }
  }

  @Test
  void comparesStreamsToo() {
    try (GatewayFixture gateway =
        sampling("").answering(Map.of(PREMIUM, CannedAnswer.text("Paris"))).start()) {

      Reply reply = gateway.chat(Chats.stream("auto", Chats.QUESTION), SIMPLE);

      assertThat(reply.endsWithDone()).isTrue();
      assertThat(evaluated(gateway, "equal")).isTrue();
      assertThat(gateway.provider().received().getLast().bodyText()).doesNotContain("\"stream\"");
    }
  }

  @Test
  void comparesNothingUnlessAsked() {
    try (GatewayFixture gateway = Setup.shipped().start()) {

      for (int i = 0; i < 5; i++) {
        gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE);
      }

      assertThat(gateway.awaitMetric(5, "sluice_requests_total")).isTrue();
      assertThat(gateway.metric(EVALUATIONS)).isZero();
      assertThat(gateway.provider().received()).hasSize(5);
    }
  }

  @Test
  void doesNotCompareWhatIsStoredNorTheLastStepNorExplicitModels() {
    CannedAnswer empty = CannedAnswer.text("");
    try (GatewayFixture gateway =
        sampling("").answering((model, prompt) -> hardOne(prompt.lastUserText(), empty)).start()) {
      gateway.chat(Chats.of("auto", Chats.QUESTION), "x-sluice-task", "simple_qa");
      boolean first = evaluated(gateway, "equal");

      Reply hit = gateway.chat(Chats.of("auto", Chats.QUESTION), "x-sluice-task", "simple_qa");
      Reply last = gateway.chat(Chats.of("auto", "hard"), SIMPLE);
      Reply named = gateway.chat(Chats.of(BUDGET, "another"), SIMPLE);

      assertThat(first).isTrue();
      assertThat(hit.cache()).isEqualTo("HIT");
      assertThat(last.model()).isEqualTo(PREMIUM);
      assertThat(named.model()).isEqualTo(BUDGET);
      assertThat(gateway.awaitMetric(4, "sluice_requests_total")).isTrue();
      assertThat(gateway.metric(EVALUATIONS)).isOne();
    }
  }

  private static Optional<CannedAnswer> hardOne(String prompt, CannedAnswer answer) {
    return prompt.equals("hard") ? Optional.of(answer) : Optional.empty();
  }

  @Test
  void leavesWhatCannotBeComparedUndecidedWithoutAJudge() {
    try (GatewayFixture gateway = sampling("").start()) {

      gateway.chat(
          Chats.of("auto", "Translate to French: cheese"),
          "x-sluice-task",
          "summarization",
          "x-sluice-cache",
          "off");

      assertThat(evaluated(gateway, "undecided")).isTrue();
      assertThat(gateway.metric("sluice_accepted_quality_samples")).isZero();
    }
  }

  @Test
  void asksAJudgeInBothOrders() {
    try (GatewayFixture gateway =
        sampling(", judge: standard").answering(judging("A", "B")).start()) {

      gateway.chat(
          Chats.of("auto", "Sum up: it rained."),
          "x-sluice-task",
          "summarization",
          "x-sluice-cache",
          "off");

      assertThat(evaluated(gateway, "better")).isTrue();
      assertThat(
              gateway.metric("sluice_upstream_attempts_total", "model", STANDARD, "outcome", "ok"))
          .isEqualTo(2);
    }
  }

  @Test
  void takesAJudgeThatPrefersAPlaceForUndecidedBetweenEquals() {
    try (GatewayFixture gateway =
        sampling(", judge: standard").answering(judging("A", "A")).start()) {

      gateway.chat(
          Chats.of("auto", "Sum up: it rained."),
          "x-sluice-task",
          "summarization",
          "x-sluice-cache",
          "off");

      assertThat(evaluated(gateway, "equal")).isTrue();
    }
  }

  /// The accepted answer is `mine`, the reference's `theirs`; the judge says one letter where mine
  /// is answer A and the other where it is B.
  private static AnswerBook judging(String mineFirst, String mineSecond) {
    return (model, prompt) -> {
      String text = prompt.lastUserText();
      if (text.contains("<answer_a>\nmine")) {
        return Optional.of(CannedAnswer.text(mineFirst));
      }
      if (text.contains("<answer_b>\nmine")) {
        return Optional.of(CannedAnswer.text(mineSecond));
      }
      return Optional.of(CannedAnswer.text(model.equals(PREMIUM) ? "theirs" : "mine"));
    };
  }

  @Test
  void aReferenceThatFailsIsCountedAndHurtsNobody() {
    try (GatewayFixture gateway = sampling("").start()) {
      gateway.provider().script(RequestMatch.model(PREMIUM), Fault.status(500));

      Reply reply = gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(evaluated(gateway, "failed")).isTrue();
    }
  }

  @Test
  void dropsWhatTheHoursMoneyDoesNotCover() {
    try (GatewayFixture gateway = sampling(", shadow_usd_per_hour: 0.000001").start()) {

      Reply reply = gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE);

      assertThat(reply.status()).isEqualTo(200);
      assertThat(gateway.awaitMetric(1, "sluice_shadow_dropped_total", "reason", "money")).isTrue();
      assertThat(gateway.provider().received()).hasSize(1);
    }
  }

  @Test
  void dropsWhatComesWhileAsManyRunAsMay() {
    try (GatewayFixture gateway = sampling("").start()) {
      gateway.provider().script(RequestMatch.model(PREMIUM), Fault.delay(Duration.ofMinutes(1)));

      for (int i = 0; i < 9; i++) {
        assertThat(gateway.chat(Chats.of("auto", Chats.QUESTION), SIMPLE).status()).isEqualTo(200);
      }

      assertThat(gateway.awaitMetric(8, "sluice_shadow_running")).isTrue();
      assertThat(gateway.awaitMetric(1, "sluice_shadow_dropped_total", "reason", "busy")).isTrue();
    }
  }

  private static boolean evaluated(GatewayFixture gateway, String result) {
    return gateway.awaitMetric(1, EVALUATIONS, "result", result);
  }

  /// Every accepted answer is compared.
  private static Setup sampling(String more) {
    return Setup.shipped().with("shadow_rate: 0.0}", "shadow_rate: 1.0" + more + "}");
  }
}
