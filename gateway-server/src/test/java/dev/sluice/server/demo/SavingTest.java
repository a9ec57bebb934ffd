package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.gateway.money.Usd;
import dev.sluice.server.demo.Saving.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SavingTest {

  @Test
  void ofEqualRequestsHasNoSpread() {
    List<Pair> pairs = List.of(pair(10, 100), pair(20, 200), pair(1, 10));

    Saving saving = Saving.of(pairs, 1);

    assertThat(saving.share()).isEqualTo(0.9, within(1e-9));
    assertThat(saving.low()).isEqualTo(0.9, within(1e-9));
    assertThat(saving.high()).isEqualTo(0.9, within(1e-9));
  }

  /// Half of 400 requests are free, the others cost what they would have: a share of 0.5 whose
  /// standard error is that of a binomial proportion, 0.025.
  @Test
  void hasTheIntervalOfAProportion() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      pairs.add(pair(i % 2 == 0 ? 0 : 1_000, 1_000));
    }

    Saving saving = Saving.of(pairs, 7);

    assertThat(saving.share()).isEqualTo(0.5, within(1e-9));
    assertThat(saving.low()).isEqualTo(0.5 - 1.96 * 0.025, within(0.008));
    assertThat(saving.high()).isEqualTo(0.5 + 1.96 * 0.025, within(0.008));
  }

  @Test
  void isNegativeWhereTheGatewayWasDearer() {
    Saving saving = Saving.of(List.of(pair(300, 100)), 1);

    assertThat(saving.share()).isEqualTo(-2.0, within(1e-9));
    assertThat(saving.paid()).isEqualTo(Usd.ofNanos(300));
    assertThat(saving.instead()).isEqualTo(Usd.ofNanos(100));
  }

  @Test
  void isTheSameForTheSameSeed() {
    List<Pair> pairs = List.of(pair(5, 100), pair(90, 110), pair(0, 7), pair(40, 60));

    assertThat(Saving.of(pairs, 3)).isEqualTo(Saving.of(pairs, 3));
  }

  @Test
  void ofNothingIsNothing() {
    assertThat(Saving.of(List.of(), 1).share()).isZero();
  }

  private static Pair pair(long paid, long instead) {
    return new Pair(Usd.ofNanos(paid), Usd.ofNanos(instead));
  }
}
