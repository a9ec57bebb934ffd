package dev.sluice.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.CommitConfig;
import dev.sluice.gateway.config.ModelConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.Tier;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBoundsTest {

  private static final ModelConfig SMALL = Sample.model("small", Tier.BUDGET);

  private final AnswerBounds configured = new AnswerBounds(LengthBound.NONE);
  private final Sample sample =
      new Sample()
          .cascade(
              CommitConfig.DEFAULT,
              Map.of(Tier.BUDGET, 100, Tier.STANDARD, 200, Tier.PREMIUM, 300));

  @Test
  void boundsAllStepsButTheLast() {
    Exchange x = sample.planned();

    assertThat(configured.of(x, SMALL)).isEqualTo(100);
    assertThat(configured.of(x, Sample.model("middle", Tier.STANDARD))).isEqualTo(200);
    assertThat(configured.of(x, Sample.model("large", Tier.PREMIUM))).isZero();
    assertThat(configured.of(x, Sample.model("loose", null))).isZero();
  }

  @Test
  void boundsNeitherOfTwoThatEndTheRoute() {
    Exchange x = sample.planned(List.of(new RouteStep.Agree("small", "middle")));

    assertThat(configured.of(x, SMALL)).isZero();
  }

  @Test
  void boundsOnlyRoutedChats() {
    assertThat(configured.of(sample.body(Sample.chat("small", "hi")).planned(), SMALL)).isZero();
    assertThat(configured.of(sample.body(Sample.chat("best", "hi")).planned(), SMALL)).isZero();
    Exchange completion =
        sample
            .operation(Operation.COMPLETION)
            .body("{\"model\":\"auto\",\"prompt\":\"hi\"}")
            .planned(Sample.asks("small", "large"));
    assertThat(configured.of(completion, SMALL)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "50, 50", "150, 100"})
  void takesTheLesserOfWhatIsConfiguredAndWhatIsKnown(long known, long bound) {
    assertThat(new AnswerBounds((_, _) -> known).of(sample.planned(), SMALL)).isEqualTo(bound);
    assertThat(new AnswerBounds((_, _) -> known).of(new Sample().planned(), SMALL))
        .isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({"max_tokens, 99, 0", "max_tokens, 100, 0", "max_completion_tokens, 101, 100"})
  void leavesAShorterAnswerToTheClient(String field, int asked, long bound) {
    sample.body(Sample.chat("auto", "hi", "\"%s\":%d".formatted(field, asked)));

    assertThat(configured.of(sample.planned(), SMALL)).isEqualTo(bound);
  }

  @Test
  void leavesAShorterAnswerToTheModel() {
    Exchange x = sample.planned();

    assertThat(configured.of(x, model(Map.of("max_tokens", "80"), Map.of(), null))).isZero();
    assertThat(configured.of(x, model(Map.of(), Map.of("max_tokens", "80"), null))).isZero();
    assertThat(configured.of(x, model(Map.of(), Map.of("max_tokens", "800"), 8192))).isEqualTo(100);
    assertThat(configured.of(x, model(Map.of(), Map.of(), 80))).isZero();
  }

  private static ModelConfig model(
      Map<String, String> set, Map<String, String> defaults, @Nullable Integer most) {
    return new ModelConfig(
        "small",
        List.of(new ModelConfig.Served(Sample.PROVIDER, "small")),
        Tier.BUDGET,
        null,
        set,
        List.of(),
        defaults,
        EnumSet.allOf(Capability.class),
        null,
        most,
        ModelConfig.OnDisconnect.CANCEL);
  }
}
