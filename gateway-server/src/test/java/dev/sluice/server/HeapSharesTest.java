package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.config.LimitConfig;
import org.junit.jupiter.api.Test;

class HeapSharesTest {

  private static final HeapShares SMALL = new HeapShares(256L << 20);

  @Test
  void holdsBodiesToAQuarterOfTheHeap() {
    LimitConfig configured = new LimitConfig(100, 512L << 20);

    LimitConfig limits = SMALL.limits(configured);

    assertThat(limits).isEqualTo(new LimitConfig(100, 64L << 20));
  }

  @Test
  void leavesWhatFitsAsItIs() {
    LimitConfig configured = new LimitConfig(100, 1 << 20);

    LimitConfig limits = SMALL.limits(configured);

    assertThat(limits).isSameAs(configured);
  }
}
