package dev.sluice.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.LedgerConfig;
import dev.sluice.gateway.config.Loaded;
import dev.sluice.gateway.config.Secret;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigJsonTest {

  private static final String CONFIG =
      """
      providers: {p: {base_url: "http://127.0.0.1:1/v1", api_key: sk-provider-key}}
      models: {one: {provider: p, tier: budget}}
      """;

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5432/x?ssl=true, jdbc:postgresql://db:5432/x?ssl=true",
    "jdbc:postgresql://u:secret@db/x, jdbc:postgresql://***@db/x",
    "jdbc:postgresql://u:se/?@ret@db/x, jdbc:postgresql://***@db/x",
    "jdbc:postgresql://db/x?user=u&PassWord=secret&a=b, jdbc:postgresql://db/x?user=u&PassWord=***&a=b",
  })
  void noAddressOfADatabaseShowsCredentials(String url, String shown) {
    LedgerConfig ledger =
        new LedgerConfig(url, "u", new Secret("secret"), LedgerConfig.LEAST_SPOOL);

    String json = ConfigJson.of(config().withLedger(ledger)).toString();

    assertThat(json).contains("\"" + shown + "\"").doesNotContain("secret");
  }

  private static GatewayConfig config() {
    return switch (ConfigLoader.parse(CONFIG, "test.yaml", Map.of())) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
