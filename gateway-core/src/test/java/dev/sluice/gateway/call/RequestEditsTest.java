package dev.sluice.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.Tier;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestEditsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                               | \"max_tokens\":50",
        "\"max_tokens\":90                                | \"max_tokens\":50",
        "\"max_completion_tokens\":90                     | \"max_completion_tokens\":50",
        "\"max_tokens\":90,\"max_completion_tokens\":90   | \"max_tokens\":50,\"max_completion_tokens\":50",
      })
  void boundsTheAnswerInTheClientsOwnWords(String member, String bounded) {
    String[] members = member.isEmpty() ? new String[0] : new String[] {member};

    assertThat(edited(model(List.of(), Map.of()), members)).endsWith("," + bounded + "}");
  }

  @Test
  void boundsTheAnswerInTheModelsWords() {
    ModelConfig dropping = model(List.of("max_tokens"), Map.of());
    ModelConfig setting = model(List.of(), Map.of("max_completion_tokens", "900"));

    assertThat(edited(dropping)).endsWith(",\"max_completion_tokens\":50}");
    assertThat(edited(setting)).endsWith(",\"max_completion_tokens\":50}");
  }

  private static String edited(ModelConfig model, String... members) {
    byte[] body =
        RequestEdits.apply(
            new Sample().body(Sample.chat("auto", "hi", members)).planned(),
            model,
            "auto",
            new RequestEdits.Wanted(true, 50));
    return new String(body, StandardCharsets.UTF_8);
  }

  private static ModelConfig model(List<String> drop, Map<String, String> set) {
    return new ModelConfig(
        "small",
        List.of(new ModelConfig.Served(Sample.PROVIDER, "small")),
        Tier.BUDGET,
        null,
        set,
        drop,
        Map.of(),
        EnumSet.allOf(Capability.class),
        null,
        null,
        ModelConfig.OnDisconnect.CANCEL);
  }
}
