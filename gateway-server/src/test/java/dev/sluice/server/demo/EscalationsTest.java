package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EscalationsTest {

  @Test
  void countsRequestsOnceAndEveryReason() {
    Escalations escalations =
        Escalations.of(
            List.of(
                routed("Qwen/Qwen3-8B:reject(format),deepseek-v4-flash:accept"),
                routed("a:reject(length),b:reject(format),c:accept"),
                routed("a+b:reject(disagree),c:accept"),
                routed("a:error,b:accept"),
                routed("a:accept")));

    assertThat(escalations.requests()).isEqualTo(3);
    assertThat(escalations.reasons().toString()).isEqualTo("{format=2, disagree=1, length=1}");
  }

  private static Observation routed(String route) {
    return Seen.miss(TaskType.GENERAL, Tier.STANDARD, route, 1, 2);
  }
}
