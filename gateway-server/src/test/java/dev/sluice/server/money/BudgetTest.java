package dev.sluice.server.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.server.e2e.Chats;
import dev.sluice.server.e2e.GatewayFixture;
import dev.sluice.server.e2e.Reply;
import dev.sluice.server.e2e.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A budget that many callers spend at once, over real HTTP and with a real ledger.
final class BudgetTest {

  private static final int CALLERS = 64;
  private static final String KEY = "Bearer sk-virtual-of-the-team-1";
  private static final long BUDGET_NANOS = 400_000;
  private static final Setup SETUP =
      Setup.shipped()
          .with(
              "baseline: gpt-4o",
              """
              baseline: gpt-4o
              teams: {t: {budget_usd: {total: 0.0004}}}
              keys:
                - {name: a, key: sk-virtual-of-the-team-1, team: t}
                - {name: b, key: sk-virtual-of-the-team-2, team: t}
              """);

  @TempDir private Path data;

  @Test
  void manyCallersTogetherNeverOverspendAndAnotherProcessKnowsIt() throws Exception {
    List<Reply> replies;
    try (GatewayFixture gateway = GatewayFixture.start(SETUP, data)) {
      replies = askAll(gateway);
      assertThat(gateway.awaitMetric(0, "sluice_ledger_open_intents")).isTrue();
    }

    List<LedgerRow> rows = Rows.in(data);
    assertThat(Rows.cost(rows)).isBetween(BUDGET_NANOS / 10, BUDGET_NANOS);
    assertThat(replies).extracting(Reply::status).contains(200, 429).containsOnly(200, 429);
    for (Reply reply : replies) {
      if (reply.status() == 429) {
        assertThat(reply.text()).contains("insufficient_quota");
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
      }
    }

    try (GatewayFixture gateway = GatewayFixture.start(SETUP, data)) {
      askAll(gateway);
    }
    assertThat(Rows.cost(Rows.in(data))).isLessThanOrEqualTo(BUDGET_NANOS);
  }

  private static List<Reply> askAll(GatewayFixture gateway) throws Exception {
    List<Callable<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < 4 * CALLERS; i++) {
      String question = "Tell me about the number " + i + ".";
      String body =
          Chats.of(i % 2 == 0 ? "deepseek-v4-flash" : "auto", question, ",\"max_tokens\":60");
      String key = i % 3 == 0 ? KEY : KEY.replace("-1", "-2");
      calls.add(() -> gateway.chat(body, "authorization", key));
    }
    List<Reply> replies = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (Future<Reply> reply : callers.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }
    return replies;
  }
}
