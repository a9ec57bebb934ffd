package dev.sluice.gateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.money.Price;
import dev.sluice.gateway.money.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DailyComparisonTest {

  private static final Price PRICE = new Price(1_000_000, 2_000_000, null, null, null, null);
  private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");

  @Test
  void comparesDaysAndModels() {
    DailyComparison comparison =
        new DailyComparison(
            terms(),
            List.of(
                bucket(DAY, "small-dated", new Usage(15, 5, 0, 10, 0), 2),
                bucket(DAY.plus(Duration.ofDays(1)), "small-dated", Usage.NONE, 0)));
    Rows rows = Rows.usual();
    comparison.add(rows.row("A", State.SETTLED, new Usage(10, 0, 0, 4, 1), 20L));
    comparison.add(rows.row("B", State.FREE, Usage.NONE, 0L));
    comparison.add(rows.of("other", "large").row("C", State.SETTLED, new Usage(1, 0, 0, 0, 0), 9L));
    comparison.add(rows.at(DAY.minusSeconds(1)).row("D", State.SETTLED, Usage.NONE, 9L));

    List<DayDrift> days = comparison.days();

    assertThat(days)
        .extracting(day -> day.day() + " " + day.model())
        .containsExactly("2026-11-20 large", "2026-11-20 small", "2026-11-21 small");
    DayDrift small = days.get(1);
    assertThat(small.ledger().requests()).isEqualTo(1);
    assertThat(small.export().requests()).isEqualTo(2);
    assertThat(small.agrees()).isFalse();
    assertThat(small.drift()).isEqualTo(Usd.ofNanos(40 - 20));
    assertThat(days.get(2).agrees()).isTrue();
  }

  @Test
  void sumsEverythingWhereTheExportTellsNoModels() {
    DailyComparison comparison =
        new DailyComparison(terms(), List.of(bucket(DAY, null, new Usage(11, 0, 0, 0, 0), 2)));
    comparison.add(Rows.usual().row("A", State.SETTLED, new Usage(10, 0, 0, 0, 0), 10L));
    comparison.add(
        Rows.usual().of("global", "large").row("B", State.SETTLED, new Usage(1, 0, 0, 0, 0), 1L));

    assertThat(comparison.days())
        .singleElement()
        .satisfies(day -> {
          assertThat(day.day()).isEqualTo(LocalDate.parse("2026-11-20"));
          assertThat(day.model()).isEqualTo("all");
          assertThat(day.agrees()).isTrue();
        });
  }

  private static UsageBucket bucket(
      Instant start, @Nullable String model, Usage tokens, long requests) {
    return new UsageBucket(start, start.plus(Duration.ofDays(1)), model, tokens, requests);
  }

  private static Terms terms() {
    return new Terms(
        null, null, null, (version, model) -> PRICE, name -> name.replace("-dated", ""), Rows.NOON);
  }
}
