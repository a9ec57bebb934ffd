package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NextStepsTest {

  @Test
  void nameTheRealPortsAndFitTheWidth() {
    List<String> lines =
        NextSteps.lines("http://127.0.0.1:18080", "http://127.0.0.1:18081", Screen.PLAIN);

    assertThat(lines)
        .anyMatch(line -> line.contains("OpenAI(base_url=\"http://127.0.0.1:18080/v1\""))
        .anyMatch(line -> line.endsWith("http://127.0.0.1:18081/metrics"))
        .allMatch(line -> line.length() <= Report.WIDTH);
  }
}
