package dev.sluice.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestOptionsParserTest {

  @ParameterizedTest
  @CsvSource({
    "x-sluice-max-cost-usd, 1e-999999999",
    "x-sluice-max-cost-usd, 1e999999999",
    "x-sluice-max-cost-usd, -1",
    "x-sluice-quality, 1e-999999999",
    "x-sluice-quality, NaN",
    "x-sluice-cache-ttl, 1e-999999999",
    "x-sluice-cache-ttl, 9e99",
    "x-sluice-max-tier, 'a\r\nx: b'",
  })
  void refusesNumbersThatNobodyMeans(String header, String value) {
    Parsed parsed = RequestOptionsParser.parse(Map.of(header, value)::get, null);

    assertThat(parsed).isInstanceOf(Parsed.Refused.class);
    assertThat(((Parsed.Refused) parsed).error().param()).isEqualTo(header);
  }

  @Test
  void refusesAnObjectThatCannotBeRead() {
    assertThat(refusedParam("{\"quality\":" + "9".repeat(2000) + "}")).isEqualTo("sluice");
    assertThat(refusedParam("[]")).isEqualTo("sluice");
  }

  @Test
  void takesLongFractions() {
    Parsed parsed =
        RequestOptionsParser.parse(
            Map.of("x-sluice-quality", "0.33333333333333333333")::get,
            "{\"max_cost_usd\":0.0000000001}");

    assertThat(parsed).isInstanceOf(Parsed.Ok.class);
  }

  private static @Nullable String refusedParam(String json) {
    return switch (RequestOptionsParser.parse(name -> null, json)) {
      case Parsed.Refused refused -> refused.error().param();
      case Parsed.Ok ok -> "accepted";
    };
  }
}
