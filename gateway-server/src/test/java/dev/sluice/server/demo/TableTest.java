package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void alignsNamesLeftAndNumbersRight() {
    Table table =
        new Table("task", "requests", "saved")
            .row("simple_qa", "1,234", "99.1 %")
            .row("code", "7", "-3.0 %");

    assertThat(table.lines())
        .containsExactly(
            "task       requests   saved",
            "simple_qa     1,234  99.1 %",
            "code              7  -3.0 %");
  }

  @Test
  void refusesARowOfAnotherLength() {
    Table table = new Table("a", "b");

    assertThatThrownBy(() -> table.row("1")).hasMessageContaining("[1]");
  }
}
