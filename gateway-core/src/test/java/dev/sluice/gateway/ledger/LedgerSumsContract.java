package dev.sluice.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.access.KeyStore;
import dev.sluice.gateway.access.VirtualKey;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.money.Usd;
import dev.sluice.gateway.terms.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The kit with what is summed: reports, spending, and the keys that spend.
///
/// @param <S> the store
public abstract class LedgerSumsContract<S extends RowStore & LedgerQueries & KeyStore>
    extends LedgerStoreContract<S> {

  /// The ways to group that are not just one column.
  private static final List<List<ReportQuery.Group>> GROUPINGS =
      List.of(
          List.of(),
          List.of(Column.DAY, Column.MODEL),
          List.of(Column.KEY, Column.DAY),
          List.of(Column.TEAM, Column.KEY),
          List.of(Column.TASK, Column.TIER, Column.LEVER),
          List.of(Column.DAY, Column.KEY, Column.MODEL),
          List.of(Column.values()),
          List.of(new ReportQuery.Tag("app")),
          List.of(Column.DAY, new ReportQuery.Tag("app"), Column.KEY));

  @Test
  void reportsAreTheSumsOfTheRows() throws Exception {
    S store = store();
    Random random = new Random(4);
    List<LedgerRow> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Instant from = Instant.parse("2026-08-30T00:00:00Z").plus(Duration.ofDays(i * 9L));
      List<LedgerRow> rows =
          LedgerRows.random(random, "r" + i + "-", 150, from, Duration.ofDays(15));
      store.write(batch(rows));
      all.addAll(rows);
    }

    for (List<ReportQuery.Group> by : groupings()) {
      for (int i = 0; i < 12; i++) {
        Instant since = NOON.minusSeconds(random.nextInt(120 * 86_400));
        Instant until = since.plusSeconds(random.nextInt(i % 2 == 0 ? 100_000 : 100 * 86_400));
        ReportQuery query = new ReportQuery(since, until, by);
        assertThat(store.report(query)).as("%s", query).isEqualTo(Recount.report(all, query));
      }
      ReportQuery ever = new ReportQuery(Instant.MIN, Instant.MAX, by);
      ReportQuery bounded = new ReportQuery(LONG_AGO, LATER, by);
      assertThat(store.report(ever)).isEqualTo(Recount.report(all, bounded));
    }
  }

  private static List<List<ReportQuery.Group>> groupings() {
    List<List<ReportQuery.Group>> all = new ArrayList<>(GROUPINGS);
    for (Column column : Column.values()) {
      all.add(List.of(column));
    }
    return all;
  }

  @Test
  void edgesOfHoursAndDaysBelongToWhatBegins() throws Exception {
    S store = store();
    Instant midnight = Instant.parse("2026-12-01T00:00:00Z");
    store.write(
        batch(
            List.of(
                LedgerRows.answer("last", midnight.minusNanos(1000), 1),
                LedgerRows.answer("first", midnight, 10),
                LedgerRows.answer("second", midnight.plusSeconds(3600), 100))));

    assertThat(cost(store, midnight.minusSeconds(3600), midnight)).isEqualTo(1);
    assertThat(cost(store, midnight, midnight.plusSeconds(3600))).isEqualTo(10);
    assertThat(cost(store, midnight, midnight.plusSeconds(86_400))).isEqualTo(110);
    assertThat(cost(store, midnight.plusSeconds(1800), midnight.plusSeconds(1801))).isEqualTo(10);
    assertThat(cost(store, midnight, midnight)).isZero();
    assertThat(store.report(new ReportQuery(LONG_AGO, LATER, List.of(Column.DAY))))
        .extracting(line -> line.groups().getFirst() + " " + line.cost().nanos())
        .containsExactly("2026-11-30 1", "2026-12-01 110");
  }

  @Test
  void correctionsAddTheirDifferenceAndNothingElse() throws Exception {
    S store = store();
    store.write(batch(List.of(LedgerRows.answer("a", NOON, 1000))));
    ReportLine before = total(store);
    store.write(batch(List.of(LedgerRows.correction("b", NOON.plusSeconds(5), "a/0", -300))));

    ReportLine after = total(store);

    assertThat(after.cost()).isEqualTo(Usd.ofNanos(700));
    assertThat(after.requests()).isEqualTo(before.requests());
    assertThat(after.attempts()).isEqualTo(before.attempts());
    assertThat(store.spending(NOON))
        .containsExactly(
            new Spending("k", null, Usd.ofNanos(700), Usd.ofNanos(700), Usd.ofNanos(700)));
  }

  @Test
  void spendingKnowsTheDayTheMonthAndEver() throws Exception {
    S store = store();
    Payer b = new Payer("b", "team", Map.of("x", "y"));
    Instant month = Instant.parse("2026-11-01T00:00:00Z");
    Instant day = Instant.parse("2026-11-24T00:00:00Z");
    store.write(
        batch(
            List.of(
                LedgerRows.answer("1", month.minusNanos(1000), 1),
                LedgerRows.answer("2", month, 10),
                LedgerRows.answer("3", day.minusNanos(1000), 100),
                LedgerRows.answer("4", day, 1000),
                LedgerRows.answer("5", day.plusSeconds(86_399), 10_000),
                LedgerRows.answer("6", day.plusSeconds(86_400), 100_000),
                LedgerRows.answer("7", LONG_AGO, 7, b))));

    assertThat(store.spending(NOON))
        .containsExactlyInAnyOrder(
            new Spending(
                "k", null, Usd.ofNanos(11_000), Usd.ofNanos(111_110), Usd.ofNanos(111_111)),
            new Spending("b", "team", Usd.ZERO, Usd.ZERO, Usd.ofNanos(7)));
  }

  @Test
  void keysAreKeptAsTheyAreAndEachChangeIsCounted() throws Exception {
    S store = store();
    VirtualKey plain = key("key_1", KeyLimits.NONE, null);
    VirtualKey limited = key("key_2", limits(), NOON.plusSeconds(1));
    VirtualKey first = store.save(plain).orElseThrow();
    VirtualKey second = store.save(limited).orElseThrow();
    long before = store.revision();
    VirtualKey renewed = store.save(key("key_1", limits(), NOON, first.revision())).orElseThrow();

    assertThat(first.revision()).isPositive().isLessThan(second.revision());
    assertThat(store.revision()).isGreaterThan(before).isEqualTo(renewed.revision());
    assertThat(store.all()).containsExactly(renewed, second);
    assertThat(second).usingRecursiveComparison().ignoringFields("revision").isEqualTo(limited);
    assertThat(store().all()).containsExactly(renewed, second);
  }

  @Test
  void whoReadAKeyBeforeItChangedChangesNothing() throws Exception {
    S store = store();
    VirtualKey read = store.save(key("key_1", KeyLimits.NONE, null)).orElseThrow();
    VirtualKey revoked =
        store().save(key("key_1", KeyLimits.NONE, NOON, read.revision())).orElseThrow();
    long before = store.revision();

    assertThat(store.save(key("key_1", limits(), null, read.revision()))).isEmpty();
    assertThat(store.save(key("key_1", limits(), null))).isEmpty();
    assertThat(store.save(key("key_2", limits(), null, 1))).isEmpty();

    assertThat(store.all()).containsExactly(revoked);
    assertThat(store.revision()).isEqualTo(before);
  }

  @Test
  void noTwoKeysInUseHaveTheSameName() throws Exception {
    S store = store();
    VirtualKey first = store.save(named("key_1", "app", null, 0)).orElseThrow();
    VirtualKey other = store.save(named("key_2", "web", null, 0)).orElseThrow();

    assertThat(store.save(named("key_3", "app", null, 0))).isEmpty();
    assertThat(store.save(named("key_2", "app", null, other.revision()))).isEmpty();
    assertThat(store.save(named("key_4", "app", NOON, 0))).isPresent();
    store.save(named("key_1", "app", NOON, first.revision()));
    assertThat(store.save(named("key_3", "app", null, 0))).isPresent();
  }

  private static VirtualKey key(String id, KeyLimits limits, @Nullable Instant revoked) {
    return key(id, limits, revoked, 0);
  }

  private static VirtualKey key(
      String id, KeyLimits limits, @Nullable Instant revoked, long revision) {
    return new VirtualKey(
        id, "näme '" + id, null, limits, true, "0f".repeat(32), "sk-…9z", NOON, revoked, revision);
  }

  private static VirtualKey named(
      String id, String name, @Nullable Instant revoked, long revision) {
    return new VirtualKey(
        id, name, null, KeyLimits.NONE, true, "0f".repeat(32), "sk-…9z", NOON, revoked, revision);
  }

  private static KeyLimits limits() {
    return new KeyLimits(
        List.of("auto", "tier:budget"),
        Tier.STANDARD,
        60L,
        Long.MAX_VALUE,
        4,
        new KeyLimits.Budget(Usd.ofNanos(1), null, Usd.ofNanos(Long.MAX_VALUE)),
        true,
        LATER,
        0.85);
  }

  private long cost(S store, Instant since, Instant until) throws StoreFailure {
    return store.report(new ReportQuery(since, until, List.of())).getFirst().cost().nanos();
  }
}
