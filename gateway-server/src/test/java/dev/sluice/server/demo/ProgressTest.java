package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.terms.TaskType;
import dev.sluice.gateway.terms.Tier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final StringWriter written = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  @Test
  void tellsAFileEveryTenPercent() {
    Progress lines = new ProgressLines(20, Screen.PLAIN, new PrintWriter(written), clock::get);

    add(lines, 20, Duration.ofMillis(500));

    List<String> told = written.toString().lines().toList();
    assertThat(told).hasSize(10);
    assertThat(told.getFirst())
        .isEqualTo("  10 %  2/20 · 2 requests/s · spent $0.000002 · saved 90 %");
    assertThat(told.getLast()).startsWith(" 100 %  20/20");
  }

  @Test
  void writesOverOneLineOfATerminal() {
    Screen screen = new Screen(80, true, false, true);
    Progress bar = new ProgressBar(4, screen, new PrintWriter(written), clock::get);

    add(bar, 4, Duration.ofSeconds(1));

    assertThat(written.toString()).endsWith(System.lineSeparator());
    List<String> drawn = Arrays.asList(written.toString().strip().split("\r"));
    assertThat(drawn).hasSize(4).allMatch(line -> line.stripTrailing().length() < 80);
    assertThat(drawn.getFirst()).startsWith("25 % █").contains("1/4");
  }

  @Test
  void drawsAtMostTenTimesASecond() {
    Progress bar =
        new ProgressBar(
            101, new Screen(80, true, false, true), new PrintWriter(written), clock::get);

    add(bar, 100, Duration.ofMillis(10));

    assertThat(written.toString().chars().filter(c -> c == '\r').count()).isBetween(9L, 11L);
  }

  private void add(Progress progress, int count, Duration apart) {
    for (int i = 0; i < count; i++) {
      clock.addAndGet(apart.toNanos());
      progress.add(Seen.miss(TaskType.SIMPLE_QA, Tier.BUDGET, "a:accept", 1_000, 10_000));
    }
  }
}
