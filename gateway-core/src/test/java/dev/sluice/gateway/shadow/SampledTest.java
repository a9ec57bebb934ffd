package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampledTest {

  @Test
  void takesTheShareThatIsAsked() {
    assertThat(share(0.05)).isCloseTo(0.05, within(0.005));
    assertThat(share(0.5)).isCloseTo(0.5, within(0.01));
    assertThat(share(0)).isZero();
    assertThat(share(1)).isOne();
  }

  @Test
  void asksTheSameOfTheSameId() {
    assertThat(Sampled.place("01JD0000000000000000000000"))
        .isEqualTo(Sampled.place("01JD0000000000000000000000"));
  }

  /// Ids that differ in their last characters only, as those of one millisecond do.
  private static double share(double asked) {
    return IntStream.range(0, 20_000)
            .mapToObj(i -> String.format(Locale.ROOT, "01JDC6Z3V8Q4N2%012d", i))
            .filter(id -> Sampled.isIn(id, asked))
            .count()
        / 20_000.0;
  }
}
