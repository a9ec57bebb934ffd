package dev.sluice.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.exchange.Exchange;
import dev.sluice.gateway.exchange.Operation;
import dev.sluice.gateway.path.Step;
import org.junit.jupiter.api.Test;

class ResolveRouteTest {

  private final ResolveRoute resolve = new ResolveRoute();

  @Test
  void plansWhatTheNameMeans() {
    Exchange x = new Sample().body(Sample.chat("middle", "hi")).exchange();

    Step step = resolve.apply(x);

    assertThat(step).isEqualTo(Step.CONTINUE);
    assertThat(x.plan().steps()).isEqualTo(Sample.asks("middle"));
  }

  @Test
  void endsARequestForAnUnknownModel() {
    Exchange x = new Sample().body(Sample.chat("nope", "hi")).exchange();

    Step step = resolve.apply(x);

    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Rejected.class, rejected -> assertThat(rejected.error().status()).isEqualTo(404));
    assertThat(x.planOrNull()).isNull();
  }

  @Test
  void refusesToRouteEmbeddings() {
    Sample embedding = new Sample().operation(Operation.EMBEDDING);

    Step auto = resolve.apply(embedding.body("{\"model\":\"auto\",\"input\":\"x\"}").exchange());
    Step named = resolve.apply(embedding.body("{\"model\":\"middle\",\"input\":\"x\"}").exchange());

    assertThat(auto)
        .isInstanceOfSatisfying(
            Step.Rejected.class, rejected -> assertThat(rejected.error().status()).isEqualTo(400));
    assertThat(named).isEqualTo(Step.CONTINUE);
  }

  @Test
  void resolvesEachExchangeByItsOwnConfiguration() {
    GatewayConfig old = new Sample().config();
    GatewayConfig fresh = new Sample().add(Sample.model("new", null)).config();
    Sample asking = new Sample().body(Sample.chat("new", "hi"));

    Step before = resolve.apply(asking.exchange(old));
    Step after = resolve.apply(asking.exchange(fresh));
    Step late = resolve.apply(asking.exchange(old));

    assertThat(before).isInstanceOf(Step.Rejected.class);
    assertThat(after).isEqualTo(Step.CONTINUE);
    assertThat(late).isInstanceOf(Step.Rejected.class);
    assertThat(resolve.table(old)).isSameAs(resolve.table(old));
  }
}
