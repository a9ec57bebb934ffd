package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/// Random ledgers against random invoices: what is compared comes out equal, and stays so.
class ReconciliationPropertyTest {

  private static final Price PRICE = new Price(3_000_000, 7_000_000, 1_000_000L, null, null, null);
  private static final List<String> MODELS = List.of("small", "medium", "large");

  private static final List<State> STATES = List.of(State.SETTLED, State.ESTIMATED, State.UNKNOWN);

  @Property(tries = 300)
  void correctionsCloseTheGapPerModelAndStayClosed(@ForAll long seed) {
    Scene scene = new Scene(new Random(seed));
    Map<String, LedgerRow> ledger = new LinkedHashMap<>();
    scene.rows.forEach(row -> ledger.put(row.key(), row));

    Drift first = compare(ledger, scene.lines);
    first.corrections().forEach(row -> assertThat(ledger.put(row.key(), row)).isNull());
    Drift second = compare(ledger, scene.lines);

    assertThat(second.findings()).isEmpty();
    assertThat(second.corrections()).isEmpty();
    assertThat(second.models()).allMatch(model -> model.drift().equals(Usd.ZERO));
    assertThat(second.total().invoice()).isEqualTo(first.total().invoice());
    assertThat(guesses(ledger, scene)).isZero();
  }

  @Property(tries = 100)
  void aNewerInvoiceCorrectsTheCorrections(@ForAll long seed) {
    Random random = new Random(seed);
    Scene scene = new Scene(random);
    Map<String, LedgerRow> ledger = new LinkedHashMap<>();
    scene.rows.forEach(row -> ledger.put(row.key(), row));
    compare(ledger, scene.lines).corrections().forEach(row -> ledger.put(row.key(), row));

    List<InvoiceLine> newer = scene.lines.stream().map(line -> recosted(line, random)).toList();
    Drift drift = compare(ledger, newer);
    drift.corrections().forEach(row -> assertThat(ledger.put(row.key(), row)).isNull());

    assertThat(compare(ledger, newer).findings()).isEmpty();
  }

  private static InvoiceLine recosted(InvoiceLine line, Random random) {
    boolean same = !line.hasId() || random.nextBoolean();
    return new InvoiceLine(
        line.clientRequestId(),
        line.providerRequestId(),
        line.model(),
        line.tokens(),
        same ? line.cost() : Usd.ofNanos(random.nextLong(1_000)),
        line.created());
  }

  private static Drift compare(Map<String, LedgerRow> ledger, List<InvoiceLine> lines) {
    Reconciliation comparison =
        new Reconciliation(
            new Terms(
                null, null, "a", (version, model) -> PRICE, UnaryOperator.identity(), Rows.NOON),
            lines);
    ledger.values().forEach(comparison::add);
    return comparison.drift();
  }

  /// What reports still call estimated or unknown, of the attempts that the invoice names.
  private static long guesses(Map<String, LedgerRow> ledger, Scene scene) {
    Map<String, Long> sums = new HashMap<>();
    for (LedgerRow row : ledger.values()) {
      String key = row.corrects() == null ? row.key() : row.corrects();
      Usd cost = row.charge().cost();
      if (row.state() != State.SETTLED && cost != null && scene.named.contains(key)) {
        sums.merge(key, cost.nanos(), Long::sum);
      }
    }
    return sums.values().stream().filter(sum -> sum != 0).count();
  }

  /// A ledger and an invoice that has most of it, some of it wrongly, and some more.
  private static final class Scene {

    private final Random random;
    private final List<LedgerRow> rows = new ArrayList<>();
    private final List<InvoiceLine> lines = new ArrayList<>();
    private final List<String> named = new ArrayList<>();

    Scene(Random random) {
      this.random = random;
      int attempts = random.nextInt(40);
      for (int i = 0; i < attempts; i++) {
        attempt("R" + i);
      }
      for (int i = random.nextInt(4); i >= 0; i--) {
        lines.add(line("X" + i, pick("up-X" + i), usage(), Rows.NOON));
        lines.add(line(null, null, usage(), Rows.NOON));
      }
      Collections.shuffle(rows, random);
      Collections.shuffle(lines, random);
    }

    private void attempt(String id) {
      State state = STATES.get(random.nextInt(STATES.size()));
      Usage tokens = usage();
      Instant time = Rows.NOON.plusSeconds(random.nextInt(50_000));
      Long nanos = random.nextInt(9) == 0 ? null : PRICE.cost(tokens).nanos();
      String upstream = pick("up-" + id);
      String provider = random.nextInt(5) == 0 ? "b" : "a";
      rows.add(
          new Rows(provider, MODELS.get(random.nextInt(3)), time)
              .row(id, upstream, state, tokens, nanos));
      if (provider.equals("a") && random.nextInt(5) > 0) {
        Usage told = random.nextBoolean() ? tokens : usage();
        InvoiceLine line =
            random.nextBoolean() || upstream == null
                ? line(id + "/0", upstream, told, time)
                : line(null, upstream, told, time);
        lines.add(line);
        named.add(id + "/0");
        if (random.nextInt(6) == 0) {
          lines.add(line);
        }
      }
    }

    private InvoiceLine line(
        @Nullable String client, @Nullable String own, Usage tokens, Instant time) {
      Usd cost = random.nextBoolean() ? null : Usd.ofNanos(random.nextLong(500));
      return new InvoiceLine(
          client,
          own,
          MODELS.get(random.nextInt(3)),
          tokens,
          cost,
          random.nextInt(20) == 0 ? null : time);
    }

    private @Nullable String pick(String id) {
      return random.nextInt(3) == 0 ? null : id;
    }

    private Usage usage() {
      return new Usage(
          random.nextInt(50), random.nextInt(9), 0, random.nextInt(50), random.nextInt(9));
    }
  }
}
