package dev.sluice.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.money.Usd;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOptionsParserTest {

  @Test
  void thereIsNoIdempotencyKeyUnlessItIsSent() {
    assertThat(parse(Map.of(), "{\"idempotency_key\":\"k\"}"))
        .isInstanceOfSatisfying(
            Parsed.Ok.class, ok -> assertThat(ok.options().idempotencyKey()).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", " ", "\"8e03978e-40d5\"", "a b~!"})
  void takesAnIdempotencyKeyAsItIs(String key) {
    assertThat(parse(Map.of("idempotency-key", key), null))
        .isInstanceOfSatisfying(
            Parsed.Ok.class, ok -> assertThat(ok.options().idempotencyKey()).isEqualTo(key));
  }

  @Test
  void boundsTheLengthOfAnIdempotencyKey() {
    assertThat(parse(Map.of("idempotency-key", "k".repeat(255)), null))
        .isInstanceOf(Parsed.Ok.class);
    assertThat(error(Map.of("idempotency-key", "k".repeat(256))).param())
        .isEqualTo("Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "é", "a\tb", "\u007f"})
  void refusesAnIdempotencyKeyThatIsNone(String key) {
    ApiError error = error(Map.of("idempotency-key", key));

    assertThat(error.status()).isEqualTo(400);
    assertThat(error.type()).isEqualTo("invalid_request_error");
    assertThat(error.message()).startsWith("Invalid 'Idempotency-Key'");
  }

  private static ApiError error(Map<String, String> headers) {
    return switch (parse(headers, null)) {
      case Parsed.Refused refused -> refused.error();
      case Parsed.Ok ok -> throw new AssertionError(ok.options());
    };
  }

  private static Parsed parse(Map<String, String> headers, @Nullable String sluice) {
    return RequestOptionsParser.parse(headers::get, sluice);
  }

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
