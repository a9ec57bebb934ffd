package dev.sluice.server.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.GatewayConfig;
import dev.sluice.gateway.config.RouteStep;
import dev.sluice.gateway.config.RouteStep.Agree;
import dev.sluice.gateway.config.RouteStep.Ask;
import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  private static final URI PROVIDER = URI.create("http://127.0.0.1:9/v1");
  private static final Set<Tier> ALL = Set.of(Tier.values());
  private static final Set<Tier> TWO = Set.of(Tier.BUDGET, Tier.PREMIUM);

  @Test
  void keepsHowRequestsAreRouted() throws Exception {
    String shipped = Files.readString(Path.of("..", "config", "sluice.yaml"));

    GatewayConfig config = RunConfig.of(shipped, PROVIDER, ALL);

    assertThat(config.routes().get(TaskType.COMPLEX_REASONING))
        .containsExactly(
            new Agree("Qwen/Qwen3-8B", "deepseek-v4-flash"), new Ask("deepseek-reasoner"));
    assertThat(config.routes().get(TaskType.TRANSLATION))
        .containsExactly(new Ask("Qwen-MT-Turbo"), new Ask("deepseek-v4-flash"));
    assertThat(config.cascade().threshold(Tier.BUDGET)).isEqualTo(0.8);
    assertThat(config.providers().values())
        .allMatch(provider -> provider.baseUrl().equals(PROVIDER));
    assertThat(config.cache().exact()).isFalse();
    assertThat(config.listen().port()).isZero();
    assertThat(config.isOpen()).isTrue();
  }

  @Test
  void theNextCheaperTierAnswersForOneThatIsNotRecorded() {
    assertThat(steps("[{agree: [budget, standard]}, premium]", TWO))
        .containsExactly(new Ask("a"), new Ask("c"));
    assertThat(steps("[standard, premium]", TWO)).containsExactly(new Ask("a"), new Ask("c"));
    assertThat(steps("[budget, b, premium]", TWO)).containsExactly(new Ask("a"), new Ask("c"));
    assertThat(steps("[{agree: [b, premium]}]", TWO)).containsExactly(new Agree("a", "c"));
  }

  private static List<RouteStep> steps(String steps, Set<Tier> recorded) {
    GatewayConfig config = RunConfig.of(Sums.config(steps), PROVIDER, recorded);
    return config.routes().getOrDefault(TaskType.GENERAL, List.of());
  }
}
