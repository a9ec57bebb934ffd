package dev.sluice.gateway.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// A process that intends and records as fast as it can, on two threads, says on its output what
/// has been taken, and waits to be killed. Its store never works.
final class KilledProcess {

  private static final JournalSettings SETTINGS =
      new JournalSettings(
          1 << 20, 1L << 30, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ZERO);

  private KilledProcess() {}

  /// Takes the folder, and a prefix for request ids.
  public static void main(String[] args) throws IOException {
    InMemoryRowStore store = new InMemoryRowStore();
    store.fail();
    JournalLedger ledger = JournalLedger.open(Path.of(args[0]), store, SETTINGS);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    for (int t = 0; t < 2; t++) {
      String prefix = args[1] + "-" + t + "-";
      Thread.ofPlatform().start(() -> recordAll(ledger, prefix, out));
    }
  }

  /// Every fifth attempt stays open.
  private static void recordAll(JournalLedger ledger, String prefix, PrintStream out) {
    for (int i = 0; i < 1_000_000; i++) {
      String id = prefix + i;
      if (ledger.intend(SampleRows.intent(id, 0))) {
        out.println("intent " + id + " .");
        if (i % 5 != 0) {
          ledger.record(SampleRows.ended(id, 0));
          out.println("row " + id + " .");
        }
      }
    }
  }
}
