package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.terms.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitsJsonTest {

  @Test
  void whatIsNotThereIsNotLimited() {
    assertThat(LimitsJson.read("{}")).isEqualTo(KeyLimits.NONE);
    assertThat(LimitsJson.read("{\"max_tier\":\"budget\"}").maxTier()).isEqualTo(Tier.BUDGET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"max_tier\":\"golden\"}",
        "{\"max_tier\":null}",
        "{\"models\":\"auto\"}",
        "{\"models\":[1]}",
        "{\"rpm\":\"5\"}",
        "{\"total_nano_usd\":null}",
        "{\"expires\":\"soon\"}",
        "{\"pacing\":\"yes\"}",
        "[]",
        "null",
        "{",
        "",
      })
  void whatCannotBeReadIsNoLackOfLimits(String text) {
    assertThatThrownBy(() -> LimitsJson.read(text)).isInstanceOf(RuntimeException.class);
  }
}
