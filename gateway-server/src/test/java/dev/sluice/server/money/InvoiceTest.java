package dev.sluice.server.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fixtures.Fault;
import dev.sluice.fixtures.InvoiceLine;
import dev.sluice.fixtures.RequestMatch;
import dev.sluice.fixtures.SampleModels;
import dev.sluice.fixtures.Settings;
import dev.sluice.fixtures.SimulatedProvider;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of requests of all kinds at a gateway that is killed again and again: what its ledger
/// says afterwards is what the provider charged.
final class InvoiceTest {

  private static final int REQUESTS = Integer.getInteger("sluice.invoice.requests", 2000);
  private static final int CALLERS = 8;
  private static final int KILLS = 4;
  private static final long SEED = Long.getLong("sluice.invoice.seed", 20261124);
  private static final String KEY = "sk-provider-7d1f0a";

  @TempDir private Path folder;

  @Test
  void theLedgerIsTheInvoice() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (SimulatedProvider provider = provider()) {
      Map<String, String> environment = environment(provider);
      Files.copy(shipped(), folder.resolve("sluice.yaml"));
      Caller.Shared shared = run(environment, random);
      assertThat(provider.awaitIdle(Duration.ofSeconds(30))).isTrue();

      List<LedgerRow> rows = rows();
      check(rows, provider.invoiceLines(), Set.copyOf(shared.answered()));

      Path invoice = Files.writeString(folder.resolve("usage.jsonl"), provider.invoiceJsonl());
      ChildGateway.run(folder, environment, List.of("reconcile", invoice.toString(), "--apply"));
      assertThat(Rows.cost(rows())).isEqualTo(provider.invoice().totalNanoUsd());
    }
  }

  private Caller.Shared run(Map<String, String> environment, SplittableRandom random)
      throws Exception {
    ChildGateway gateway = ChildGateway.start(folder, environment);
    AtomicReference<URI> address = new AtomicReference<>(gateway.data());
    Caller.Shared shared = Caller.Shared.of(address::get, REQUESTS);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Thread.ofVirtual().start(new Caller(shared, random.split())));
    }
    try {
      for (int i = 1; i <= KILLS; i++) {
        int left = REQUESTS - REQUESTS * i / (KILLS + 1) + random.nextInt(20);
        while (shared.left().get() > left) {
          LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        gateway.kill();
        gateway = ChildGateway.start(folder, environment);
        address.set(gateway.data());
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(gateway.stop()).isZero();
    } finally {
      gateway.close();
    }
    assertThat(shared.answered()).hasSizeGreaterThan(REQUESTS / 3);
    return shared;
  }

  private void check(List<LedgerRow> rows, List<InvoiceLine> lines, Set<String> answered) {
    Map<String, LedgerRow> byKey = new HashMap<>();
    for (LedgerRow row : rows) {
      assertThat(byKey.put(row.key(), row)).as("%s twice", row.key()).isNull();
    }
    Map<String, InvoiceLine> charged = new HashMap<>();
    for (InvoiceLine line : lines) {
      String id = line.clientRequestId();
      assertThat(id).isNotNull();
      assertThat(charged.put(String.valueOf(id), line)).isNull();
      assertThat(byKey).as("%s was charged", id).containsKey(id);
    }
    Map<State, Integer> counts = new HashMap<>();
    Set<String> requests = new HashSet<>();
    for (LedgerRow row : rows) {
      counts.merge(row.state(), 1, Integer::sum);
      requests.add(row.requestId());
      InvoiceLine line = charged.get(row.key());
      long invoiced = line == null ? 0 : line.costNanoUsd();
      switch (row.state()) {
        case SETTLED, FREE -> assertThat(Rows.cost(row)).as("%s", row).isEqualTo(invoiced);
        case ESTIMATED, UNKNOWN ->
            assertThat(invoiced).as("%s", row).isBetween(0L, row.charge().reserved().nanos());
      }
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrder(State.values());
    long hits = rows.stream().filter(row -> row.kind() == LedgerRow.Kind.HIT).count();
    assertThat(hits).isPositive();
    // exact hits of one minute share a row; every other answer has one of its own
    long alone = answered.stream().filter(requests::contains).count();
    long shared =
        rows.stream()
            .filter(row -> row.kind() == LedgerRow.Kind.HIT)
            .mapToLong(LedgerRow::count)
            .sum();
    assertThat(answered.size() - alone).isBetween(0L, shared - hits);
  }

  private List<LedgerRow> rows() throws Exception {
    return Rows.in(folder.resolve("data"));
  }

  private static SimulatedProvider provider() {
    SimulatedProvider provider =
        SimulatedProvider.start(
            Settings.defaults()
                .withApiKey(KEY)
                .withClock(InstantSource.system())
                .withModels(
                    SampleModels.instant().stream()
                        .map(model ->
                            model
                                .withLatency(Duration.ofMillis(2), Duration.ofMillis(6))
                                .withTokensPerSecond(3000)
                                .withCachedShare(0.3))
                        .toList()));
    provider.script(RequestMatch.bodyContains("fault-0"), Fault.status(500));
    provider.script(RequestMatch.bodyContains("fault-1"), Fault.cutAt(300));
    provider.script(RequestMatch.bodyContains("fault-2"), Fault.status(429));
    provider.script(RequestMatch.bodyContains("fault-3"), Fault.closeBeforeHead());
    provider.script(RequestMatch.bodyContains("fault-4"), Fault.resetAt(500));
    return provider;
  }

  private static Map<String, String> environment(SimulatedProvider provider) {
    return Map.of("GLOBAL_API_KEY", KEY, "GLOBAL_API_BASE_URL", provider.baseUrl().toString());
  }

  private static Path shipped() {
    Path file = Path.of("../config/sluice.yaml");
    return Files.exists(file) ? file : Path.of("config/sluice.yaml");
  }
}
