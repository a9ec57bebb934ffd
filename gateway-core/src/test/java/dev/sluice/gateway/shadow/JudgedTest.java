package dev.sluice.gateway.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.exchange.CacheOutcome;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.RequestOptions.StreamMode;
import dev.sluice.gateway.route.Sample;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedTest {

  private static final Rung BUDGET = new Rung(TaskType.GENERAL, Tier.BUDGET);
  private static final Rung STANDARD = new Rung(TaskType.GENERAL, Tier.STANDARD);

  @Test
  void tellsWhatWasRefusedAndWhatAccepted() {
    assertThat(of("small:reject(format),middle:accept"))
        .containsExactly(new Judged(BUDGET, false), new Judged(STANDARD, true));
  }

  @Test
  void theLastStepIsAcceptedWhateverItIs() {
    assertThat(of("small:reject(format),middle:reject(score),large:accept"))
        .containsExactly(new Judged(BUDGET, false), new Judged(STANDARD, false));
  }

  @Test
  void aFailureAndWhatIsTooDearAreNoDecisions() {
    assertThat(of("small:error,middle:budget,large:accept")).isEmpty();
  }

  @Test
  void twoThatAreComparedAreOfTheSecondsTier() {
    Exchange x =
        new Sample()
            .planned(List.of(new RouteStep.Agree("small", "middle"), new RouteStep.Ask("large")));
    x.trace("small+middle:agree");

    assertThat(Judged.of(x)).containsExactly(new Judged(STANDARD, true));
  }

  @Test
  void nothingIsDecidedAboutWhatIsStoredOrGoesOutAsItComes() {
    Exchange hit = new Sample().planned();
    hit.cacheIs(CacheOutcome.HIT);
    hit.trace("small:accept");
    Exchange live =
        new Sample()
            .body(Sample.chat("auto", "hello", "\"stream\":true"))
            .options(o -> o.stream(StreamMode.DIRECT))
            .planned();
    live.trace("small:accept");

    assertThat(Judged.of(hit)).isEmpty();
    assertThat(Judged.of(live)).isEmpty();
  }

  @Test
  void nothingIsDecidedAboutExplicitModels() {
    Exchange x = new Sample().body(Sample.chat("small", "hello")).planned();
    x.trace("small:accept");

    assertThat(Judged.of(x)).isEmpty();
  }

  private static List<Judged> of(String trace) {
    Exchange x = new Sample().planned();
    x.trace(trace);
    return Judged.of(x);
  }
}
