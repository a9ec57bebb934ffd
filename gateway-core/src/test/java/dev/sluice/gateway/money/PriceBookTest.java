package dev.sluice.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PriceBookTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-24T23:59:59Z"));
  private static final Price OLD = Price.of(Usd.parse("1"), Usd.parse("2"));
  private static final Price NEW = Price.of(Usd.parse("1"), Usd.parse("3"));

  private final List<PriceEntry> told = new ArrayList<>();

  @Test
  void eachPriceOfAModelHasOneDatedVersionAlsoWhenTheyAlternate() {
    PriceBook book = new PriceBook(List.of(), CLOCK, told::add);

    assertThat(book.version("m", OLD)).isEqualTo("m@2026-11-24");
    assertThat(book.version("m", NEW)).isEqualTo("m@2026-11-24.2");
    assertThat(book.version("m", OLD)).isEqualTo("m@2026-11-24");
    assertThat(told)
        .extracting(PriceEntry::version)
        .containsExactly("m@2026-11-24", "m@2026-11-24.2");
  }

  @Test
  void knowsWhatAnEarlierProcessHasNamed() {
    new PriceBook(List.of(), CLOCK, told::add).version("m", OLD);

    PriceBook later =
        new PriceBook(
            told,
            InstantSource.system(),
            entry -> {
              throw new AssertionError(entry);
            });

    assertThat(later.version("m", OLD)).isEqualTo("m@2026-11-24");
  }
}
