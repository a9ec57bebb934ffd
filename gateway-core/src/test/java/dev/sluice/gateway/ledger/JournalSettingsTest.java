package dev.sluice.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.config.LedgerConfig;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {

  @Test
  void theLeastSpoolOfAConfigurationIsJustEnough() {
    long least = LedgerConfig.LEAST_SPOOL;

    assertThat(JournalSettings.DEFAULT.withMaxBytes(least).maxBytes()).isEqualTo(least);
    assertThatThrownBy(() -> JournalSettings.DEFAULT.withMaxBytes(least - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
