package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Allowance.Rate;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.path.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
class RateHeadersTest {

  private static final Allowance ALLOWANCE =
      new Allowance(
          new Rate(60, 59, Duration.ofSeconds(1)),
          new Rate(10_000, 0, Duration.ofMillis(59_500)),
          Lean.NONE,
          used -> {});

  @ParameterizedTest
  @CsvSource({
    "PT0S,0s",
    "PT0.000000001S,1ms",
    "PT0.02S,20ms",
    "PT0.9995S,1s",
    "PT1.5S,1.5s",
    "PT6M,6m0s",
    "PT1M26.4S,1m26.4s",
    "PT1H2S,1h0m2s"
  })
  void durationsAreWrittenAsGoWritesThem(Duration time, String text) {
    assertThat(RateHeaders.goDuration(time)).isEqualTo(text);
  }

  @Test
  void answersAndStreamHeadsAndErrorsTellTheLimits() throws Exception {
    try (Rig rig = new Rig(new TestConfig(), RateHeadersTest::limited);
        Wire wire = rig.connect()) {
      Wire.Reply answer = wire.chat(Wire.chatBody(false)).read();
      Wire.Reply stream = wire.chat(Wire.chatBody(true)).read();

      for (Wire.Reply reply : new Wire.Reply[] {answer, stream}) {
        assertThat(reply.status()).isEqualTo(200);
        assertTold(reply);
      }
    }
    try (Rig rig = new Rig(new TestConfig(), RateHeadersTest::refused);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(false)).read();

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("retry-after")).isEqualTo("2");
      assertThat(reply.header("retry-after-ms")).isEqualTo("1500");
      assertThat(reply.body()).contains("\"code\":\"rate_limit_exceeded\"");
      WireRulesTest.assertFourKeys(reply);
      assertTold(reply);
    }
  }

  @Test
  void nothingIsToldWhereNothingIsLimited() throws Exception {
    try (Rig rig = new Rig(new TestConfig(), Rig::answer);
        Wire wire = rig.connect()) {
      Wire.Reply reply = wire.chat(Wire.chatBody(false)).read();

      assertThat(reply.header("x-ratelimit-limit-requests")).isEmpty();
      assertThat(reply.header("x-ratelimit-limit-tokens")).isEmpty();
    }
  }

  private static void assertTold(Wire.Reply reply) {
    assertThat(reply.header("x-ratelimit-limit-requests")).isEqualTo("60");
    assertThat(reply.header("x-ratelimit-remaining-requests")).isEqualTo("59");
    assertThat(reply.header("x-ratelimit-reset-requests")).isEqualTo("1s");
    assertThat(reply.header("x-ratelimit-limit-tokens")).isEqualTo("10000");
    assertThat(reply.header("x-ratelimit-remaining-tokens")).isEqualTo("0");
    assertThat(reply.header("x-ratelimit-reset-tokens")).isEqualTo("59.5s");
  }

  private static Step.End limited(Exchange x) throws InterruptedException {
    x.allow(ALLOWANCE);
    return Rig.answer(x);
  }

  private static Step.End refused(Exchange x) {
    x.allow(ALLOWANCE);
    return new Step.Rejected(
        ApiError.of(429, "Too often.", "requests", null, "rate_limit_exceeded")
            .retryAfter(Duration.ofMillis(1500)));
  }
}
