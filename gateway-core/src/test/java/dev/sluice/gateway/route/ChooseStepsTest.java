package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.chat.ApiError;
import dev.sluice.gateway.config.Capability;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.Allowance;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Lean;
import dev.sluice.gateway.path.Step;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChooseStepsTest {

  private static final String IMAGE =
      """
      {"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"what is it?"},
      {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}\
      """
          .formatted("A".repeat(60_000));

  @Test
  void takesTheRouteOfTheTask() {
    Sample sample = new Sample().route(TaskType.CODE_GENERATION, Sample.asks("coder", "large"));

    assertThat(steps(sample)).isEqualTo(Sample.asks("coder", "large"));
  }

  @Test
  void takesTheGeneralRouteWithoutATask() {
    Sample sample = new Sample().route(TaskType.GENERAL, Sample.asks("middle")).task(null);

    assertThat(steps(sample)).isEqualTo(Sample.asks("middle"));
  }

  @Test
  void leavesExplicitModelsAndTiersAlone() {
    Sample sample = new Sample();

    assertThat(steps(sample.body(Sample.chat("loose", "hi")))).isEqualTo(Sample.asks("loose"));
    assertThat(steps(sample.body(Sample.chat("tier:budget", "hi"))))
        .isEqualTo(Sample.asks("small"));
  }

  @Test
  void dropsModelsAboveTheCallersTier() {
    Sample sample = new Sample().options(o -> o.maxTier(Tier.STANDARD));

    assertThat(steps(sample)).isEqualTo(Sample.asks("small", "middle"));
  }

  @Test
  void fallsToTheCheapestTierWhenTheRouteIsAboveTheCallers() {
    Sample sample =
        new Sample()
            .route(TaskType.CODE_GENERATION, Sample.asks("coder", "large"))
            .options(o -> o.maxTier(Tier.BUDGET));

    assertThat(steps(sample)).isEqualTo(Sample.asks("small"));
  }

  @Test
  void holdsANamedTierWithinTheCallers() {
    Sample sample =
        new Sample().body(Sample.chat("best", "hi")).options(o -> o.maxTier(Tier.STANDARD));

    assertThat(steps(sample)).isEqualTo(Sample.asks("middle"));
  }

  @Test
  void staysWithinTheTierOfKeyAndTeamWhateverTheHeaderSays() {
    Sample sample =
        new Sample()
            .caller(Callers.ofTiers(Tier.PREMIUM, Tier.STANDARD))
            .options(o -> o.maxTier(Tier.PREMIUM));

    assertThat(steps(sample)).isEqualTo(Sample.asks("small", "middle"));
    assertThat(steps(sample.options(o -> o.maxTier(Tier.BUDGET)))).isEqualTo(Sample.asks("small"));
  }

  @Test
  void budgetThatBurnsTooFastLowersTheTier() {
    Exchange x = new Sample().exchange();
    x.allow(new Allowance(null, null, Lean.STANDARD, used -> {}));

    assertThat(steps(x)).isEqualTo(Sample.asks("small", "middle"));
  }

  @Test
  void budgetThatBurnsTooFastDoesNotRefuse() {
    Sample sample =
        new Sample()
            .add(Sample.model("small", Tier.BUDGET, EnumSet.noneOf(Capability.class), null))
            .body(Sample.chat("auto", "hi", "\"tools\":[{\"type\":\"function\"}]"));
    Exchange x = sample.exchange();
    x.allow(new Allowance(null, null, Lean.BUDGET, used -> {}));

    assertThat(steps(x)).isEqualTo(Sample.asks("middle", "large"));
  }

  @Test
  void asksNoModelTwice() {
    List<RouteStep> route =
        List.of(
            new RouteStep.Agree("small", "middle"),
            new RouteStep.Ask("middle"),
            new RouteStep.Agree("large", "large"),
            new RouteStep.Ask("large"));

    assertThat(steps(new Sample().route(TaskType.COMPLEX_REASONING, route)))
        .containsExactly(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large"));
  }

  @Test
  void makesAStepOfTwoASingleOneWhereOneCannotTakePart() {
    Sample sample =
        new Sample()
            .route(
                TaskType.COMPLEX_REASONING,
                List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")))
            .options(o -> o.maxTier(Tier.BUDGET));

    assertThat(steps(sample)).isEqualTo(Sample.asks("small"));
  }

  @Test
  void skipsModelsThatCannotTakeTheRequest() {
    Set<Capability> textOnly = EnumSet.noneOf(Capability.class);
    Sample sample = new Sample().add(Sample.model("small", Tier.BUDGET, textOnly, null));

    assertThat(steps(sample.body(IMAGE))).isEqualTo(Sample.asks("middle", "large"));
    assertThat(steps(sample.body(Sample.chat("auto", "hi", "\"tools\":[]"))))
        .isEqualTo(Sample.asks("middle", "large"));
    assertThat(
            steps(
                sample.body(
                    Sample.chat("auto", "hi", "\"response_format\":{\"type\":\"json_schema\"}"))))
        .isEqualTo(Sample.asks("middle", "large"));
    assertThat(
            steps(
                sample.body(Sample.chat("auto", "hi", "\"response_format\":{\"type\":\"text\"}"))))
        .hasSize(3);
  }

  @Test
  void countsNoImageBytesAsTokens() {
    Sample sample =
        new Sample()
            .add(Sample.model("small", Tier.BUDGET, EnumSet.allOf(Capability.class), 4_000));

    assertThat(steps(sample.body(IMAGE))).hasSize(3);
  }

  @Test
  void skipsModelsWhoseContextIsTooSmall() {
    Sample sample =
        new Sample()
            .add(Sample.model("small", Tier.BUDGET, EnumSet.allOf(Capability.class), 1_000));

    assertThat(steps(sample.body(Sample.chat("auto", "word ".repeat(700)))))
        .isEqualTo(Sample.asks("middle", "large"));
    assertThat(steps(sample.body(Sample.chat("auto", "hi", "\"max_tokens\":2000"))))
        .isEqualTo(Sample.asks("middle", "large"));
  }

  @Test
  void asksTheRoomiestModelWhenAllSeemTooSmall() {
    Set<Capability> all = EnumSet.allOf(Capability.class);
    Sample sample =
        new Sample()
            .add(Sample.model("small", Tier.BUDGET, all, 10))
            .add(Sample.model("middle", Tier.STANDARD, all, 30))
            .add(Sample.model("large", Tier.PREMIUM, all, 20));

    assertThat(steps(sample.body(Sample.chat("auto", "word ".repeat(700)))))
        .isEqualTo(Sample.asks("middle"));
  }

  @Test
  void refusesWhatNoModelAccepts() {
    Set<Capability> none = EnumSet.noneOf(Capability.class);
    Sample sample =
        new Sample()
            .add(Sample.model("small", Tier.BUDGET, none, null))
            .add(Sample.model("middle", Tier.STANDARD, none, null))
            .add(Sample.model("large", Tier.PREMIUM, none, null));
    Exchange x = sample.body(IMAGE).exchange();
    new ResolveRoute().apply(x);

    Step step = new ChooseSteps().apply(x);

    assertThat(step).isInstanceOf(Step.Rejected.class);
    ApiError error = ((Step.Rejected) step).error();
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.message()).contains("vision");
  }

  @Test
  void looksBeyondTheRouteBeforeItRefuses() {
    Sample sample =
        new Sample()
            .add(Sample.model("coder", Tier.STANDARD, EnumSet.noneOf(Capability.class), null))
            .route(TaskType.CODE_GENERATION, Sample.asks("coder"));

    assertThat(steps(sample.body(IMAGE))).isEqualTo(Sample.asks("small"));
  }

  private static List<RouteStep> steps(Exchange x) {
    assertThat(new ResolveRoute().apply(x)).isEqualTo(Step.CONTINUE);
    assertThat(new ChooseSteps().apply(x)).isEqualTo(Step.CONTINUE);
    return x.plan().steps();
  }

  private static List<RouteStep> steps(Sample sample) {
    return sample.planned().plan().steps();
  }
}
