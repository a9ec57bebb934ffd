package dev.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScreenTest {

  @Test
  void coloursOnlyATerminalThatWantsThem() {
    Screen terminal = Screen.of(Map.of(), true, StandardCharsets.UTF_8);
    Screen file = Screen.of(Map.of(), false, StandardCharsets.UTF_8);
    Screen plain = Screen.of(Map.of("NO_COLOR", "1"), true, StandardCharsets.UTF_8);

    assertThat(terminal.green("yes")).isEqualTo("\u001b[1;32myes\u001b[0m");
    assertThat(file.green("yes")).isEqualTo("yes");
    assertThat(plain.green("yes")).isEqualTo("yes");
  }

  @Test
  void drawsInAsciiWhereNothingElseComesOut() {
    Screen ascii = Screen.of(Map.of(), false, StandardCharsets.US_ASCII);

    assertThat(ascii.text("── █░ · ×2")).isEqualTo("-- #. | x2");
  }

  @Test
  void takesItsWidthFromTheEnvironment() {
    assertThat(columns("120")).isEqualTo(120);
    assertThat(columns("wide")).isEqualTo(80);
    assertThat(columns("1")).isEqualTo(20);
  }

  private static int columns(String value) {
    return Screen.of(Map.of("COLUMNS", value), true, StandardCharsets.UTF_8).columns();
  }
}
