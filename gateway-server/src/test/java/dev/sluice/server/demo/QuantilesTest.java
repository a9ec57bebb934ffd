package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuantilesTest {

  @Test
  void interpolatesBetweenNeighbours() {
    Quantiles quantiles = new Quantiles(new double[] {40, 10, 30, 20});

    assertThat(quantiles.at(0)).isEqualTo(10);
    assertThat(quantiles.at(0.5)).isEqualTo(25);
    assertThat(quantiles.at(0.9)).isEqualTo(37);
    assertThat(quantiles.at(1)).isEqualTo(40);
  }

  @Test
  void takesDurations() {
    Quantiles quantiles = Quantiles.of(List.of(Duration.ofMillis(1), Duration.ofMillis(3)));

    assertThat(quantiles.duration(0.5)).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void ofOneIsThatOne() {
    assertThat(new Quantiles(new double[] {4}).at(0.99)).isEqualTo(4);
  }

  @Test
  void ofNoneDoNotExist() {
    Quantiles none = Quantiles.of(List.of());

    assertThatThrownBy(() -> none.at(0.5)).isInstanceOf(IllegalStateException.class);
  }
}
