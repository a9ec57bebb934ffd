package dev.sluice.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.store.Grain.Period;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class SliceTest {

  @Test
  void theMiddleIsCoarseAndTheEdgesAreFine() {
    Instant since = Instant.parse("2026-01-30T22:15:00Z");
    Instant until = Instant.parse("2026-04-02T01:00:00Z");

    List<Slice> slices = Slice.of(since, until, Period.MONTH);

    assertThat(slices)
        .extracting(slice -> slice.period() + " " + slice.period().start(slice.from()))
        .containsExactly(
            "HOUR 2026-01-30T22:00:00Z",
            "DAY 2026-01-31T00:00:00Z",
            "MONTH 2026-02-01T00:00:00Z",
            "DAY 2026-04-01T00:00:00Z",
            "HOUR 2026-04-02T00:00:00Z");
  }

  @Property
  void slicesFollowEachOtherWithoutAGap(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long since,
      @ForAll @LongRange(min = 1, max = 100_000_000L) long seconds,
      @ForAll Period coarsest) {
    Instant from = Instant.ofEpochSecond(since);
    Instant until = from.plusSeconds(seconds);

    Instant reached = Period.HOUR.start(Period.HOUR.of(from));
    for (Slice slice : Slice.of(from, until, coarsest)) {
      assertThat(slice.period().start(slice.from())).isEqualTo(reached);
      assertThat(slice.until()).isGreaterThan(slice.from());
      reached = slice.period().start(slice.until());
    }

    assertThat(reached).isAfterOrEqualTo(until).isBefore(until.plusSeconds(3600));
  }

  @Test
  void noTimeIsNoSlice() {
    Instant hour = Instant.parse("2026-01-30T22:00:00Z");

    assertThat(Slice.of(hour, hour, Period.DAY)).isEmpty();
    assertThat(Slice.of(hour, hour.minusSeconds(1), Period.DAY)).isEmpty();
  }
}
