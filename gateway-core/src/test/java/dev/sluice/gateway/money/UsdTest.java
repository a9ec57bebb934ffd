package dev.sluice.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdTest {

  @ParameterizedTest
  @CsvSource({
    "1.25, 1250000000",
    "-0.000000001, -1",
    "0.0000000015, 2",
    "0.0000000005, 0",
    "0.00000000051, 1",
    "0.00000000099, 1",
    "9223372036.854775807, 9223372036854775807",
    "1e-10, 0",
    "1e-2147483647, 0",
    "-1e-99999999, 0",
    "0e2147483647, 0",
  })
  void roundsToWholeNanosWhateverTheExponent(String decimal, long nanos) {
    assertThat(Usd.parse(decimal).nanos()).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036.854775808", "1e10", "-1e99999999", "1e2147483647"})
  void refusesWhatDoesNotFitAtOnce(String decimal) {
    assertThatThrownBy(() -> Usd.parse(decimal)).isInstanceOf(ArithmeticException.class);
  }
}
