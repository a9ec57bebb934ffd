package dev.sluice.server.books;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.access.KeyAnswer;
import dev.sluice.gateway.access.KeyWish;
import dev.sluice.gateway.config.ConfigLoader;
import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.config.Loaded;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayBooksTest {

  private static final String CONFIG =
      """
      providers: {p: {base_url: "http://127.0.0.1:1/v1", api_key: sk-provider-key}}
      models:
        one: {provider: p, tier: budget}
      """;

  @TempDir private Path data;

  @Test
  void newKeysAgreeWithTheConfigurationInEffect() throws Exception {
    GatewayConfig first = config("");
    try (GatewayBooks books = GatewayBooks.open(new Books.Place(first, data, Map.of()))) {
      Keys keys = Objects.requireNonNull(books.shown()).keys();
      KeyWish ofTwo = new KeyWish("a", null, KeyLimits.ofModels(List.of("two")), false);
      KeyWish filed = new KeyWish("filed", null, KeyLimits.NONE, false);
      assertThat(keys.create(ofTwo)).isInstanceOf(KeyAnswer.Refused.class);

      books
          .keys()
          .use(
              config(
                  """
                    two: {provider: p, tier: standard}
                  keys: [{name: filed, key: sk-of-the-file-0123456789}]
                  """));

      assertThat(keys.create(ofTwo)).isInstanceOf(KeyAnswer.Made.class);
      assertThat(keys.create(filed)).isInstanceOf(KeyAnswer.Refused.class);
    }
  }

  private static GatewayConfig config(String more) {
    return switch (ConfigLoader.parse(CONFIG + more, "test.yaml", Map.of())) {
      case Loaded.Ok ok -> ok.config();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
