package dev.sluice.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.access.KeyStore;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.ledger.RowStore.Batch;
import dev.sluice.gateway.ledger.RowStore.Position;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.PriceEntry;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the writer of the journal and the readers of the ledger rely on, whatever the database.
///
/// @param <S> the store
public abstract class LedgerStoreContract<S extends RowStore & LedgerQueries & KeyStore> {

  protected static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  protected static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  protected static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

  private final List<S> opened = new ArrayList<>();

  /// Opens the database of this test, which is empty when the test begins.
  protected abstract S open() throws Exception;

  protected abstract void close(S store) throws Exception;

  protected final S store() throws Exception {
    S store = open();
    opened.add(store);
    return store;
  }

  @AfterEach
  protected final void closeStores() throws Exception {
    for (S store : opened) {
      close(store);
    }
  }

  protected static Batch batch(List<LedgerRow> rows) {
    return new Batch("journal", new Position(1, rows.size()), rows, List.of());
  }

  protected final List<LedgerRow> allRows(S store) throws StoreFailure {
    List<LedgerRow> rows = new ArrayList<>();
    store.rows(LONG_AGO, LATER, rows::add);
    return rows;
  }

  protected final ReportLine total(S store) throws StoreFailure {
    return store.report(new ReportQuery(LONG_AGO, LATER, List.of())).getFirst();
  }

  @Test
  void whatIsNewIsEmpty() throws Exception {
    S store = store();

    assertThat(store.position("journal")).isEqualTo(Position.START);
    assertThat(allRows(store)).isEmpty();
    assertThat(store.newest(10)).isEmpty();
    assertThat(store.request("a")).isEmpty();
    assertThat(store.row("a/0")).isEmpty();
    assertThat(store.prices()).isEmpty();
    assertThat(store.spending(NOON)).isEmpty();
    assertThat(store.all()).isEmpty();
    assertThat(store.revision()).isZero();
    assertThat(total(store).attempts()).isZero();
    assertThat(store.report(new ReportQuery(LONG_AGO, LATER, List.of(ReportQuery.Column.DAY))))
        .isEmpty();
  }

  @Test
  void everyRowComesBackAsItWas() throws Exception {
    S store = store();
    List<LedgerRow> rows = oddRows();
    store.write(batch(rows));

    for (LedgerRow row : rows) {
      assertThat(store.row(row.key())).contains(row);
    }
    assertThat(allRows(store)).containsExactlyElementsOf(rows);
  }

  @Test
  void textsThatNoDatabaseKeepsDoNotBlockIt() throws Exception {
    S store = store();
    Payer payer = new Payer("k\0", "t\ud800", Map.of("a\0", "\udfff"));
    store.write(batch(List.of(LedgerRows.answer("a", NOON, 1, payer))));

    LedgerRow row = store.row("a/0").orElseThrow();

    assertThat(row.payer().keyId()).isEqualTo("k\ufffd");
    assertThat(row.payer().team()).isEqualTo("t\ufffd");
  }

  @Test
  void numbersThatNoSumHoldsDoNotBlockIt() throws Exception {
    S store = store();
    Usage most = new Usage(Long.MAX_VALUE, 0, 0, Long.MAX_VALUE, 0);
    List<LedgerRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LedgerRow row = LedgerRows.answer("a" + i, NOON, Long.MAX_VALUE);
      rows.add(
          new LedgerRow(
              row.requestId(),
              0,
              NOON,
              row.kind(),
              row.state(),
              row.target(),
              row.result(),
              most,
              row.charge(),
              row.payer(),
              1,
              null));
    }

    store.write(batch(rows));

    assertThat(store.row("a3/0")).contains(rows.getLast());
    assertThat(total(store).attempts()).isEqualTo(4);
  }

  @Test
  void theSameBatchAgainAddsNothing() throws Exception {
    S store = store();
    List<LedgerRow> rows = LedgerRows.random(new Random(1), "r", 200, NOON, Duration.ofHours(3));
    store.write(batch(rows));
    ReportLine before = total(store);

    store.write(batch(rows));
    store.write(new Batch("journal", Position.START, rows, List.of()));
    store.write(new Batch("another", new Position(7, 7), rows, List.of()));

    assertThat(total(store)).isEqualTo(before);
    assertThat(allRows(store)).hasSameSizeAs(rows);
  }

  @Test
  void ofTwoRowsWithOneKeyTheFirstStands() throws Exception {
    S store = store();
    LedgerRow first = LedgerRows.answer("a", NOON, 10);
    LedgerRow second = LedgerRows.answer("a", NOON.plusSeconds(1), 99);

    store.write(batch(List.of(first, second)));
    store.write(batch(List.of(second)));

    assertThat(allRows(store)).containsExactly(first);
    assertThat(total(store).cost()).isEqualTo(Usd.ofNanos(10));
  }

  @Test
  void aBatchThatFailsLeavesNothing() throws Exception {
    S store = store();
    store.write(batch(List.of(LedgerRows.answer("a", NOON, 10))));
    List<LedgerRow> rows = List.of(LedgerRows.answer("b", NOON, 20), broken("c"));
    Batch failing = new Batch("journal", new Position(9, 9), rows, List.of(price("m@1", "m")));

    assertThatThrownBy(() -> store.write(failing)).isNotNull();

    assertThat(store.position("journal")).isEqualTo(new Position(1, 1));
    assertThat(store.row("b/0")).isEmpty();
    assertThat(store.prices()).isEmpty();
    assertThat(total(store).cost()).isEqualTo(Usd.ofNanos(10));
    store.write(batch(List.of(LedgerRows.answer("b", NOON, 20, new Payer("n", "n", Map.of())))));
    assertThat(total(store).cost()).isEqualTo(Usd.ofNanos(30));
  }

  @Test
  void whatWasWrittenIsThereForTheNextWhoOpens() throws Exception {
    S first = store();
    List<LedgerRow> rows = LedgerRows.random(new Random(2), "r", 50, NOON, Duration.ofDays(2));
    first.write(new Batch("journal", new Position(3, 4), rows, List.of(price("m@1", "m"))));
    ReportLine before = total(first);
    close(first);

    S second = store();
    List<LedgerRow> more = LedgerRows.random(new Random(3), "s", 50, NOON, Duration.ofDays(2));
    second.write(batch(more));

    assertThat(second.prices()).containsExactly(price("m@1", "m"));
    assertThat(total(second).cost()).isEqualTo(before.cost().plus(Recount.cost(more, row -> true)));
    assertThat(second.position("journal")).isEqualTo(new Position(1, 50));
  }

  @Test
  void rowsComeOldestFirstAndWithinTheirTime() throws Exception {
    S store = store();
    Instant edge = NOON.plusSeconds(1);
    LedgerRow before = LedgerRows.answer("d", NOON.plusNanos(999_999_000), 1);
    LedgerRow first = LedgerRows.answer("c", edge, 2);
    LedgerRow second = LedgerRows.answer("a", edge.plus(Duration.ofDays(40)), 3);
    LedgerRow after = LedgerRows.answer("b", edge.plus(Duration.ofDays(41)), 4);
    store.write(batch(List.of(after, second, before, first)));

    List<LedgerRow> rows = new ArrayList<>();
    store.rows(edge, after.time(), rows::add);

    assertThat(rows).containsExactly(first, second);
    assertThat(store.newest(3)).containsExactly(after, second, first);
    assertThat(store.newest(9)).containsExactly(after, second, first, before);
  }

  @Test
  void hitsOfAMinuteAreOneRowHoweverTheyWereWritten() throws Exception {
    S store = store();
    store.write(batch(List.of(LedgerRows.hit("a", NOON, LedgerRows.payer()))));
    store.write(batch(List.of(LedgerRows.hit("b", NOON.plusSeconds(9), LedgerRows.payer()))));

    List<LedgerRow> rows = allRows(store);

    assertThat(rows).extracting(LedgerRow::requestId).containsExactly("a");
    assertThat(rows.getFirst().count()).isEqualTo(2);
    assertThat(store.newest(10)).hasSize(2);
    assertThat(total(store).hits()).isEqualTo(2);
    assertThat(total(store).requests()).isEqualTo(2);
  }

  @Test
  void aRequestIsAllItsAttemptsAndWhatCorrectsThem() throws Exception {
    S store = store();
    LedgerRow draft = attempt("a", 0, Kind.DRAFT);
    LedgerRow answer = attempt("a", 1, Kind.ANSWER);
    LedgerRow other = attempt("ab", 0, Kind.ANSWER);
    LedgerRow correction = LedgerRows.correction("0", NOON.plusSeconds(90), "a/1", -4);
    store.write(batch(List.of(correction, other, answer, draft)));

    assertThat(store.request("a")).containsExactly(draft, answer, correction);
    assertThat(store.row("a/1")).contains(answer);
    assertThat(store.row("a/2")).isEmpty();
    assertThat(store.row("a")).isEmpty();
  }

  @Test
  void pricesAreKeptOnceInTheirOrder() throws Exception {
    S store = store();
    PriceEntry first = price("m@2026-11-24", "m");
    PriceEntry second = price("m@2026-11-24.2", "m");
    PriceEntry tenth = price("m@2026-11-24.10", "m");
    store.write(new Batch("journal", Position.START, List.of(), List.of(first, second)));
    store.write(new Batch("journal", Position.START, List.of(), List.of(second, tenth)));

    assertThat(store.prices()).containsExactly(first, second, tenth);
  }

  @Test
  void readersSeeWholeBatchesWhileOthersAreWritten() throws Exception {
    S store = store();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Callable<Integer> reader =
          () -> {
            int looks = 0;
            while (!done.get() || looks == 0) {
              assertThat(total(store).attempts() % 10).isZero();
              store.newest(3);
              looks++;
            }
            return looks;
          };
      List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
      try {
        for (int i = 0; i < 30; i++) {
          store.write(batch(answers("b" + i + "-", 10)));
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> each : readers) {
        assertThat(each.get()).isPositive();
      }
    }
    assertThat(total(store).attempts()).isEqualTo(300);
  }

  @Test
  void twoJournalsAreWrittenAtOnce() throws Exception {
    S one = store();
    S two = store();
    List<LedgerRow> both = answers("both", 20);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> writers = new ArrayList<>();
      writers.add(threads.submit(() -> writeTwenty(one, "one", both)));
      writers.add(threads.submit(() -> writeTwenty(two, "two", both)));
      for (Future<Integer> each : writers) {
        each.get();
      }
    }

    assertThat(total(one).attempts()).isEqualTo(2 * 20 * 10 + 20);
    assertThat(one.position("one")).isEqualTo(new Position(0, 19));
    assertThat(one.position("two")).isEqualTo(new Position(0, 19));
  }

  private int writeTwenty(S store, String journal, List<LedgerRow> always) throws StoreFailure {
    for (int i = 0; i < 20; i++) {
      List<LedgerRow> rows = new ArrayList<>(answers(journal + i + "-", 10));
      rows.addAll(always);
      store.write(new Batch(journal, new Position(0, i), rows, List.of()));
    }
    return 20;
  }

  protected static List<LedgerRow> answers(String prefix, int count) {
    List<LedgerRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(LedgerRows.answer(prefix + i, NOON.plusSeconds(i), 7));
    }
    return rows;
  }

  protected static PriceEntry price(String version, String model) {
    Price price = new Price(100_000_000, 250_000_000, 10_000_000L, null, null, 5L);
    return new PriceEntry(version, model, LocalDate.of(2026, 11, 24), price);
  }

  private static LedgerRow attempt(String requestId, int number, Kind kind) {
    return LedgerRows.row(
        requestId, number, NOON, kind, State.SETTLED, Usd.ofNanos(3), LedgerRows.payer(), null);
  }

  @SuppressWarnings("NullAway") // no database takes a row without a model
  private static LedgerRow broken(String requestId) {
    LedgerRow row = LedgerRows.answer(requestId, NOON, 1);
    return new LedgerRow(
        requestId,
        0,
        NOON,
        row.kind(),
        row.state(),
        new Target(null, null, "standard", null),
        row.result(),
        row.tokens(),
        row.charge(),
        row.payer(),
        1,
        null);
  }

  private static List<LedgerRow> oddRows() {
    String odd = "q'\"\\ {},\t\n%s ; -- ünï 文字 🜁 NULL";
    Estimate wide =
        new Estimate(Usd.ofNanos(Long.MIN_VALUE), Usd.ZERO, Usd.ofNanos(Long.MAX_VALUE), true);
    return List.of(
        LedgerRows.answer("plain", NOON, 12_345),
        new LedgerRow(
            odd,
            Integer.MAX_VALUE,
            NOON.plusNanos(1000),
            Kind.SHADOW,
            State.UNKNOWN,
            new Target(odd, odd, odd, odd),
            new Result(599, true, odd, odd, Long.MAX_VALUE),
            new Usage(Long.MAX_VALUE, 1, 2, 3, 4),
            new Charge(Usd.ofNanos(Long.MIN_VALUE), Usd.ofNanos(Long.MAX_VALUE), wide, wide, odd),
            new Payer(odd, odd, Map.of(odd, odd, "", "")),
            Long.MAX_VALUE,
            odd),
        new LedgerRow(
            "nulls",
            0,
            NOON.plusNanos(2000),
            Kind.JUDGE,
            State.ESTIMATED,
            new Target(null, "", "", null),
            new Result(0, false, null, "", 0),
            Usage.NONE,
            new Charge(null, Usd.ZERO, null, null, null),
            new Payer("", null, Map.of()),
            1,
            null),
        new LedgerRow(
            "empties",
            7,
            NOON.plusNanos(3000),
            Kind.HIT,
            State.FREE,
            new Target("", "", "", ""),
            new Result(-1, true, "", "semantic_hit", -5),
            Usage.NONE,
            new Charge(Usd.ofNanos(-1), Usd.ofNanos(-2), Estimate.NOTHING, wide, ""),
            new Payer("", "", Map.of("t", "x".repeat(9000))),
            1,
            ""));
  }
}
