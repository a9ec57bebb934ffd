package dev.sluice.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.ledger.LedgerRow.Payer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class HitMergeTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Payer ONE = new Payer("one", null, Map.of());
  private static final Payer TWO = new Payer("two", null, Map.of());
  private static final Payer TAGGED = new Payer("one", null, Map.of("app", "x"));

  private final List<LedgerRow> out = new ArrayList<>();
  private final HitMerge merge = new HitMerge(out::add);

  @Test
  void sumsTheHitsOfAMinute() {
    merge.add(LedgerRows.hit("a", NOON.plusSeconds(1), ONE));
    merge.add(LedgerRows.hit("b", NOON.plusSeconds(2), ONE));
    merge.add(LedgerRows.hit("c", NOON.plusSeconds(59), ONE));
    merge.end();

    LedgerRow sum = out.getFirst();
    assertThat(out).hasSize(1);
    assertThat(sum.requestId()).isEqualTo("a");
    assertThat(sum.time()).isEqualTo(NOON.plusSeconds(1));
    assertThat(sum.count()).isEqualTo(3);
    assertThat(sum.charge().baseline()).isEqualTo(LedgerRows.estimate(9000, true));
  }

  @Test
  void keepsApartWhatDiffers() {
    merge.add(LedgerRows.hit("a", NOON, ONE));
    merge.add(LedgerRows.hit("b", NOON, TWO));
    merge.add(LedgerRows.hit("c", NOON, TAGGED));
    merge.add(LedgerRows.hit("d", NOON.plusSeconds(60), ONE));
    merge.end();

    assertThat(out).extracting(LedgerRow::requestId).containsExactly("a", "b", "c", "d");
    assertThat(out).extracting(LedgerRow::count).containsOnly(1L);
  }

  @Test
  void keepsTheOrderOfEverythingElse() {
    merge.add(LedgerRows.answer("a", NOON, 1));
    merge.add(LedgerRows.hit("b", NOON.plusSeconds(1), ONE));
    merge.add(LedgerRows.answer("c", NOON.plusSeconds(2), 1));
    merge.add(LedgerRows.hit("d", NOON.plusSeconds(3), ONE));
    merge.add(LedgerRows.answer("e", NOON.plusSeconds(90), 1));
    merge.end();

    assertThat(out).extracting(LedgerRow::requestId).containsExactly("a", "b", "c", "e");
    assertThat(out).extracting(LedgerRow::count).containsExactly(1L, 2L, 1L, 1L);
  }

  @Test
  void aFloodOfRowsInOneMinuteIsNotKeptWaiting() {
    for (int i = 0; i < 120_000; i++) {
      merge.add(LedgerRows.hit("h" + i, NOON, ONE));
      merge.add(LedgerRows.answer("a" + i, NOON, 1));
    }
    int early = out.size();
    merge.end();

    assertThat(early).isGreaterThan(60_000);
    assertThat(out.stream().filter(HitMerge::isExactHit).mapToLong(LedgerRow::count).sum())
        .isEqualTo(120_000);
    assertThat(
            out.stream()
                .map(row -> Objects.requireNonNull(row.charge().baseline()).mid().nanos())
                .mapToLong(Long::longValue)
                .sum())
        .isEqualTo(240_000L * 6000);
  }
}
