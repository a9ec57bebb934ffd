package dev.sluice.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.money.Usd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOptionsParserTest {

  @ParameterizedTest
  @ValueSource(strings = {"1e-99999999", "1e-2147483647", "0e2147483647", "0"})
  void readsAnyExponentInNoTime(String number) {
    Parsed parsed = RequestOptionsParser.parse(name -> numeric(name) ? number : null, null);

    assertThat(parsed).isInstanceOf(Parsed.Ok.class);
    assertThat(((Parsed.Ok) parsed).options().maxCost()).isEqualTo(Usd.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999", "1e2147483647", "-1", "NaN", "1,5"})
  void refusesWhatIsOutOfRange(String number) {
    assertThat(RequestOptionsParser.parse(name -> numeric(name) ? number : null, null))
        .isInstanceOf(Parsed.Refused.class);
  }

  @Test
  void refusesANumberThatNoTreeHolds() {
    Parsed parsed =
        RequestOptionsParser.parse(name -> null, "{\"cache_ttl\":" + "1".repeat(1001) + "}");

    assertThat(parsed).isInstanceOf(Parsed.Refused.class);
    assertThat(((Parsed.Refused) parsed).error().param()).isEqualTo("sluice");
  }

  private static boolean numeric(String name) {
    return name.equals("x-sluice-quality")
        || name.equals("x-sluice-max-cost-usd")
        || name.equals("x-sluice-cache-ttl");
  }
}
