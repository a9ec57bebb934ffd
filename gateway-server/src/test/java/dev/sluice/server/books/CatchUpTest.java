package dev.sluice.server.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CatchUpTest {

  private long seconds;

  @Test
  void waitsAsLongAsTheBacklogShrinks() throws InterruptedException {
    CatchUp catchUp = new CatchUp(this::waitsUntil3600, () -> 1_000_000 - seconds / 115);

    assertThat(catchUp.await()).isTrue();

    assertThat(seconds).isEqualTo(3600);
  }

  @Test
  void givesUpAfterTwoMinutesWithoutProgress() throws InterruptedException {
    CatchUp catchUp = new CatchUp(this::waitsUntil3600, () -> Math.max(500, 1_000 - seconds));

    assertThat(catchUp.await()).isFalse();

    assertThat(seconds).isEqualTo(500 + 120);
  }

  private boolean waitsUntil3600(Duration bound) {
    seconds += bound.toSeconds();
    return seconds >= 3600;
  }
}
