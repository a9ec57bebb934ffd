package dev.sluice.gateway.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EquationsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 + 4 = 7",
        "so 16 - 7 = 9 eggs are left",
        "9 * $2 = $18 every day",
        "12 × 3 = 36",
        "3 x 60 = 180",
        "10 ÷ 4 = 2.5",
        "\\(7 \\times 8 = 56\\)",
        "\"7 \\\\times 8 = 56\"",
        "(3 + 5) * 2 = 16.",
        "200 * 15% = 30",
        "1,200 / 3 = 400",
        "10 / 3 = 3.33",
        "-2 + 5 = 3"
      })
  void holds(String text) {
    Equations equations = Equations.in(text);

    assertThat(equations.right()).isEqualTo(1);
    assertThat(equations.wrong()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3 + 4 = 8", "9 * 2 = $19", "(3 + 5) * 2 = 13", "10 / 4 = 2"})
  void fails(String text) {
    assertThat(Equations.in(text).wrong()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = 5",
        "5 = 5",
        "a + b = c",
        "n! = 120",
        "3 / 0 = 0",
        "= 7",
        "3 + = 7",
        "",
        "((((((((((((((1+1))))))))))))))=2"
      })
  void isNoEquationOfPlainArithmetic(String text) {
    assertThat(Equations.in(text).count()).isZero();
  }

  @Test
  void readsAChainStepByStep() {
    Equations equations = Equations.in("2 + 3 = 5 + 0 = 6");

    assertThat(equations.right()).isEqualTo(1);
    assertThat(equations.wrong()).isEqualTo(1);
    assertThat(equations.lastResult()).isEqualTo(6);
  }

  @Test
  void aLongTextOfSignsIsReadInNoTime() {
    assertThat(Equations.in("1+".repeat(50_000) + "=1".repeat(50_000)).count()).isLessThan(50_001);
  }
}
