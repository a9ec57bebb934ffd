package dev.sluice.gateway.ledger;

import static dev.sluice.gateway.ledger.JournalTrial.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gateway.ledger.LedgerRow.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed in mid-work, again and again: what it had said was taken is there.
class JournalKillTest {

  private static final int ROUNDS = 4;

  @TempDir private Path folder;

  private final InMemoryRowStore store = new InMemoryRowStore();
  private final Set<String> intents = new HashSet<>();
  private final Set<String> rows = new HashSet<>();

  @Test
  void whatWasTakenSurvivesTheKillOfTheProcess() throws Exception {
    Random random = new Random(20261124);
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill("p" + round, 50 + random.nextInt(4_000));
      if (round % 2 == 1) {
        drain();
      }
    }

    drain();

    Map<String, State> states = new HashMap<>();
    store.rows().forEach(row -> states.put(row.requestId(), row.state()));
    assertThat(rows).isNotEmpty().allMatch(id -> states.get(id) == State.SETTLED);
    assertThat(intents).allMatch(states::containsKey);
    // one on each thread may have been taken without word of it
    assertThat(states.size()).isBetween(intents.size(), intents.size() + 2 * ROUNDS);
  }

  private void drain() throws Exception {
    try (JournalLedger ledger = JournalTrial.open(folder, store)) {
      assertThat(ledger.awaitDrained(LONG)).isTrue();
    }
  }

  private void runAndKill(String prefix, int lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledProcess.class.getName(),
                folder.toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      read(out, lines);
      assertThatThrownBy(() -> JournalTrial.open(folder, store).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another gateway");
      process.toHandle().destroyForcibly(); // leaves its output readable
      read(out, Integer.MAX_VALUE);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private void read(BufferedReader out, int most) throws IOException {
    for (int i = 0; i < most; i++) {
      String line = out.readLine();
      if (line == null) {
        return;
      }
      note(line);
    }
  }

  /// A line that the kill has cut short says nothing; other lines are the log's.
  private void note(String line) {
    if (line.endsWith(" .")) {
      String id = line.substring(line.indexOf(' ') + 1, line.length() - 2);
      if (line.startsWith("intent ")) {
        intents.add(id);
      } else if (line.startsWith("row ")) {
        rows.add(id);
      }
    }
  }
}
