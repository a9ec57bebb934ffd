package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UlidTest {

  @Test
  void startsWithTheTimeInCrockfordLetters() {
    var ids = new Ulid(InstantSource.fixed(Instant.ofEpochMilli(1469918176385L)), new Random(1));

    assertThat(ids.next()).startsWith("01ARYZ6S41").matches("[0-9A-HJKMNP-TV-Z]{26}");
  }

  @Test
  void ascendsWhileTheClockStandsStill() {
    var ids = new Ulid(InstantSource.fixed(Instant.ofEpochMilli(5)), new Random(1));
    Set<String> all = new HashSet<>();
    String last = "";

    for (int i = 0; i < 10_000; i++) {
      String id = ids.next();
      assertThat(id).isGreaterThan(last);
      all.add(id);
      last = id;
    }

    assertThat(all).hasSize(10_000);
  }

  @Test
  void ascendsWhenTheClockRunsBackwards() {
    long[] millis = {1000};
    var ids = new Ulid(() -> Instant.ofEpochMilli(millis[0]), new Random(1));
    String before = ids.next();

    millis[0] = 500;

    assertThat(ids.next()).isGreaterThan(before);
  }
}
