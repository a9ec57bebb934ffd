package dev.sluice.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.chat.Usage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

  @ParameterizedTest
  @CsvSource({
    // price in, out per million | input, cached, written, output, reasoning | nano-dollars by hand
    "2.50,10.00,16,0,0,363,0,3670000", // 16*2500 + 363*10000
    "0.003,0.01,1000,0,0,500,0,8000", // 1000*3 + 500*10
    "0.003,0.01,1,0,0,0,0,3",
    "0.10,0.25,19,320,0,44,39,54650", // 339*100 + 83*250
    "0.55,2.50,12,0,0,2,340,861600", // 12*550 + 342*2500
    "0.0000005,0,1,0,0,0,0,0", // half a nano: to even
    "0.0005,0,1,0,0,0,0,0", // 0.5 nano is half-even 0
    "0.0005,0,3,0,0,0,0,2", // 1.5 nano is 2
    "0.0005,0,5,0,0,0,0,2", // 2.5 nano is 2
    "0.0003,0.0003,1,0,0,1,0,1", // 0.3 + 0.3: summed first, rounded once
    "10000,10000,1000000000,0,0,1000000000,0,20000000000000000",
    "0.30,0.30,0,0,0,0,0,0",
  })
  void costsByHand(
      String in,
      String out,
      long input,
      long cached,
      long written,
      long output,
      long reasoning,
      long nanos) {
    Price price = Price.of(Usd.parse(in), Usd.parse(out));

    assertThat(price.cost(new Usage(input, cached, written, output, reasoning)).nanos())
        .isEqualTo(nanos);
  }

  @Test
  void everyBucketHasItsOwnPriceWhereOneIsGiven() {
    Price price =
        new Price(
            Usd.parse("1").nanos(),
            Usd.parse("2").nanos(),
            Usd.parse("0.1").nanos(),
            Usd.parse("1.25").nanos(),
            Usd.parse("4").nanos(),
            null);

    // 10*1000 + 20*100 + 30*1250 + 40*2000 + 50*4000
    assertThat(price.cost(new Usage(10, 20, 30, 40, 50)).nanos()).isEqualTo(329_500);
  }

  @Test
  void anAbsentBucketCostsWhatItsParentCosts() {
    Price price = Price.of(Usd.parse("1"), Usd.parse("2"));

    assertThat(price.cost(new Usage(10, 20, 30, 40, 50)).nanos()).isEqualTo(60_000 + 180_000);
  }

  @Test
  void aPriceIsNeverNegative() {
    assertThatThrownBy(() -> new Price(-1, 0, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void savingsTakeTheVisibleAnswerAtTheBaselinesPrice() {
    Price baseline = new Price(2_500_000_000L, 10_000_000_000L, 1L, 1L, 1L, null);

    assertThat(
            Savings.counterpart(baseline, new Usage(10, 20, 30, 40, 50), Savings.Lengths.ASSUMED)
                .mid()
                .nanos())
        .isEqualTo(60 * 2500 + 40 * 10_000);
  }

  @Property
  void costsAddUpWithinOneRounding(
      @ForAll @LongRange(min = 0, max = 1_000_000) long input,
      @ForAll @LongRange(min = 0, max = 1_000_000) long output,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long in,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long out) {
    Price price = new Price(in, out, null, null, null, null);

    long together = price.cost(new Usage(input, 0, 0, output, 0)).nanos();
    long apart =
        price
            .cost(new Usage(input, 0, 0, 0, 0))
            .plus(price.cost(new Usage(0, 0, 0, output, 0)))
            .nanos();

    assertThat(Math.abs(together - apart)).isLessThanOrEqualTo(1);
  }

  @Test
  void anAbsurdCountCostsWhatCanStillBeWritten() {
    Price price = Price.of(Usd.parse("10000"), Usd.parse("10000"));

    assertThat(price.cost(new Usage(Long.MAX_VALUE, 0, 0, Long.MAX_VALUE, 0)).nanos())
        .isEqualTo(Price.MOST);
  }
}
