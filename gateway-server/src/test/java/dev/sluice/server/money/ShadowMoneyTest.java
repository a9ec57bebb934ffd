package dev.sluice.server.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.CannedAnswer;
import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comparisons cost is in the ledger to the nano-dollar, and nobody's key pays for it.
final class ShadowMoneyTest {

  private static final String KEY = "sk-sluice-shadow-test-1";

  @TempDir private Path data;

  @Test
  void shadowAnswersAndJudgesAreRowsOfTheirOwn() throws Exception {
    long invoice;
    String id;
    try (GatewayFixture gateway = GatewayFixture.start(setup(), data)) {
      Reply reply =
          gateway.chat(
              Chats.of("auto", "Sum up: it rained."),
              "x-sluice-task",
              "summarization",
              "authorization",
              "Bearer " + KEY);
      id = reply.header("x-request-id");
      assertThat(gateway.awaitMetric(1, "sluice_shadow_evaluations_total", "result", "worse"))
          .isTrue();
      assertThat(gateway.awaitQuiet()).isTrue();
      invoice = gateway.provider().invoice().totalNanoUsd();
    }

    List<LedgerRow> rows = Rows.in(data);

    assertThat(rows)
        .extracting(LedgerRow::kind)
        .containsExactlyInAnyOrder(Kind.ANSWER, Kind.SHADOW, Kind.JUDGE, Kind.JUDGE);
    assertThat(Rows.cost(rows)).isEqualTo(invoice).isPositive();
    assertThat(rows).extracting(LedgerRow::key).doesNotHaveDuplicates();
    assertThat(besides(rows))
        .allSatisfy(row -> {
          assertThat(row.payer().keyId()).isEqualTo("shadow");
          assertThat(row.payer().tags()).containsEntry("shadow_of", id);
          assertThat(row.state()).isEqualTo(LedgerRow.State.SETTLED);
          assertThat(row.charge().baseline()).isEqualTo(Estimate.NOTHING);
          assertThat(row.target().task()).isEqualTo("summarization");
        });
  }

  /// The key may spend a hundredth of a cent, which covers its own answers and not the comparisons.
  @Test
  void noKeysBudgetPaysForIt() throws Exception {
    for (int start = 0; start < 2; start++) { // after a restart, too, sums are read from the ledger
      try (GatewayFixture gateway = GatewayFixture.start(setup(), data)) {
        for (int i = 0; i < 3; i++) {
          Reply reply =
              gateway.chat(
                  Chats.of("auto", "Sum up: it rained on day " + i + start, ",\"max_tokens\":50"),
                  "x-sluice-task",
                  "summarization",
                  "authorization",
                  "Bearer " + KEY);
          assertThat(reply.status()).isEqualTo(200);
          assertThat(
                  gateway.awaitMetric(i + 1, "sluice_shadow_evaluations_total", "result", "worse"))
              .isTrue();
        }
      }
    }

    List<LedgerRow> rows = Rows.in(data);
    long own =
        rows.stream().filter(r -> r.kind() == Kind.ANSWER).mapToLong(r -> Rows.cost(r)).sum();

    assertThat(besides(rows)).hasSize(18);
    assertThat(own).isLessThan(100_000);
    assertThat(Rows.cost(rows) - own).isGreaterThan(100_000);
  }

  /// The gateway ends while the reference still thinks: what it may have cost is in the books.
  @Test
  void whatIsUnfinishedAtTheEndIsARowToo() throws Exception {
    try (GatewayFixture gateway = GatewayFixture.start(setup(), data)) {
      gateway
          .provider()
          .script(RequestMatch.model("deepseek-reasoner"), Fault.delay(Duration.ofMinutes(1)));
      gateway.chat(
          Chats.of("auto", "Sum up: it rained."),
          "x-sluice-task",
          "summarization",
          "authorization",
          "Bearer " + KEY);
      assertThat(gateway.awaitMetric(1, "sluice_shadow_running")).isTrue();
      assertThat(GatewayFixture.await(() -> gateway.provider().received().size() == 2)).isTrue();
    }

    List<LedgerRow> rows = Rows.in(data);

    assertThat(rows)
        .extracting(LedgerRow::kind)
        .containsExactlyInAnyOrder(Kind.ANSWER, Kind.SHADOW);
    assertThat(besides(rows))
        .allSatisfy(row -> assertThat(row.state()).isEqualTo(LedgerRow.State.ESTIMATED));
  }

  private static Stream<LedgerRow> besides(List<LedgerRow> rows) {
    return rows.stream().filter(row -> row.kind() != Kind.ANSWER);
  }

  /// Every accepted answer is compared, and the judge finds it worse.
  private static Setup setup() {
    return Setup.shipped()
        .with("shadow_rate: 0.0}", "shadow_rate: 1.0, judge: standard}")
        .with(
            "\nproviders:",
            "\nkeys: [{name: one, key: " + KEY + ", budget_usd: {total: 0.0001}}]\nproviders:")
        .answering((model, prompt) -> {
          String text = prompt.lastUserText();
          if (text.contains("<answer_a>")) {
            boolean mineFirst = text.contains("<answer_a>\nmine");
            return Optional.of(CannedAnswer.text(mineFirst ? "B" : "A"));
          }
          return Optional.of(
              CannedAnswer.text(model.equals("deepseek-reasoner") ? "theirs" : "mine"));
        });
  }
}
