package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.LimitConfig;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Admission admission = new Admission(() -> new LimitConfig(1, 100));

  @Test
  void leavesHalfOfTheRoomToRequests() {
    boolean kept = admission.tryHoldSpare(50);
    boolean keptMore = admission.tryHoldSpare(1);
    boolean asked = admission.tryHold(50);
    boolean askedMore = admission.tryHold(1);

    assertThat(kept).isTrue();
    assertThat(keptMore).isFalse();
    assertThat(asked).isTrue();
    assertThat(askedMore).isFalse();
    assertThat(admission.bytes()).isEqualTo(100);
  }

  @Test
  void letsInOnlySoManyAtOnce() {
    boolean first = admission.tryEnter();
    boolean second = admission.tryEnter();
    admission.leave();
    boolean third = admission.tryEnter();

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(third).isTrue();
  }
}
