package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.KeyLimits;
import dev.sluice.gateway.exchange.Caller;
import dev.sluice.gateway.exchange.Plan;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private final RouteTable table = RouteTable.of(new Sample().config());

  @ParameterizedTest
  @CsvSource({
    "auto,          AUTO,     BALANCED, '',     gpt",
    "auto:cheap,    AUTO,     CHEAP,    '',     gpt",
    "auto:quality,  AUTO,     QUALITY,  '',     gpt",
    "tier:budget,   TIER,     BALANCED, small,  gpt",
    "tier:premium,  TIER,     BALANCED, large,  gpt",
    "middle,        EXPLICIT, BALANCED, middle, gpt",
    "loose,         EXPLICIT, BALANCED, loose,  gpt",
    "gpt,           AUTO,     BALANCED, '',     gpt",
    "mine,          EXPLICIT, BALANCED, middle, gpt",
    "best,          TIER,     BALANCED, large,  gpt",
  })
  void knowsEveryKindOfName(
      String name, Plan.Kind kind, Plan.Bias bias, String model, String baseline) {
    Plan plan = found(table.resolve(name, Caller.OPEN));

    assertThat(plan.asked()).isEqualTo(name);
    assertThat(plan.kind()).isEqualTo(kind);
    assertThat(plan.bias()).isEqualTo(bias);
    assertThat(plan.steps()).isEqualTo(model.isEmpty() ? List.of() : Sample.asks(model));
    assertThat(plan.baseline()).isEqualTo(baseline);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "AUTO", "auto:fast", "tier:gold", "tier:", "small "})
  void answersAnyOtherNameLikeOpenAi(String name) {
    ApiError error = unknown(table.resolve(name, Caller.OPEN));

    assertThat(error.status()).isEqualTo(404);
    assertThat(error.code()).isEqualTo("model_not_found");
    assertThat(error.message())
        .isEqualTo("The model `" + name + "` does not exist or you do not have access to it.");
  }

  @Test
  void knowsNoModelThatIsOnlyPriced() {
    RouteTable bare = RouteTable.of(new Sample().add(Sample.model("x", null)).config());

    assertThat(bare.names(Caller.OPEN)).contains("x").doesNotHaveDuplicates();
    assertThat(unknown(bare.resolve("gpt-unpriced", Caller.OPEN)).status()).isEqualTo(404);
  }

  @Test
  void takesAnAliasWithAPriceAsItsOwnBaseline() {
    Plan plan = found(table.resolve("gpt", Caller.OPEN));

    assertThat(plan.baseline()).isEqualTo("gpt");
  }

  @Test
  void hidesWhatAKeyMayNotUse() {
    Caller key = new Caller("team", null, List.of("auto", "mine"), false);

    assertThat(table.names(key)).containsExactly("auto", "mine");
    assertThat(unknown(table.resolve("middle", key)).code()).isEqualTo("model_not_found");
    assertThat(found(table.resolve("mine", key)).steps()).isEqualTo(Sample.asks("middle"));
  }

  @Test
  void hidesWhatTheTeamMayNotUse() {
    Caller key = Callers.ofModels(List.of("auto", "mine"), List.of("mine", "middle"));

    assertThat(table.names(key)).containsExactly("mine");
  }

  @Test
  void hidesWhatIsAboveTheTierOfKeyOrTeam() {
    Caller key = Callers.ofTiers(null, Tier.STANDARD);

    assertThat(table.names(key))
        .contains("auto", "auto:quality", "tier:budget", "tier:standard", "small", "coder", "mine")
        .doesNotContain("tier:premium", "large", "best", "loose");
    assertThat(unknown(table.resolve("large", key)).status()).isEqualTo(404);
    assertThat(unknown(table.resolve("tier:premium", key)).code()).isEqualTo("model_not_found");
  }

  @Test
  void modelOnNoTierMustBeNamedUnderABound() {
    KeyLimits limits =
        new KeyLimits(
            List.of("loose", "large"),
            Tier.BUDGET,
            null,
            null,
            null,
            KeyLimits.Budget.NONE,
            false,
            null,
            null);

    assertThat(table.names(new Caller("k", null, limits, KeyLimits.NONE, false)))
        .containsExactly("loose");
  }

  private static Plan found(RouteTable.Resolved resolved) {
    assertThat(resolved).isInstanceOf(RouteTable.Resolved.Found.class);
    return ((RouteTable.Resolved.Found) resolved).plan();
  }

  private static ApiError unknown(RouteTable.Resolved resolved) {
    assertThat(resolved).isInstanceOf(RouteTable.Resolved.Unknown.class);
    return ((RouteTable.Resolved.Unknown) resolved).error();
  }
}
