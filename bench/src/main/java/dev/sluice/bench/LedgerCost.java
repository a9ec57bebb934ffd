package dev.sluice.bench;

import com.sun.management.ThreadMXBean;
import dev.sluice.gateway.chat.Usage;
import dev.sluice.gateway.ledger.JournalLedger;
import dev.sluice.gateway.ledger.JournalSettings;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.LedgerRow.Charge;
import dev.sluice.gateway.ledger.LedgerRow.Kind;
import dev.sluice.gateway.ledger.LedgerRow.Payer;
import dev.sluice.gateway.ledger.LedgerRow.Result;
import dev.sluice.gateway.ledger.LedgerRow.State;
import dev.sluice.gateway.ledger.LedgerRow.Target;
import dev.sluice.gateway.ledger.RowStore;
import dev.sluice.gateway.money.Estimate;
import dev.sluice.gateway.money.Usd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/// What the journal costs a request, and how fast it takes rows and gives them to a store that does
/// nothing with them.
///
/// Prints CPU time and allocation on the calling thread for an intent and its row, their making and
/// encoding included; the median and the best of several rounds, each on fresh files:
///
/// ```
/// java -cp gateway-server/target/gateway-server-*-all.jar bench/src/main/java/dev/sluice/bench/LedgerCost.java [FOLDER]
/// ```
///
/// The folder is where the journal's files go for the time being, else the current one.
public final class LedgerCost {

  private static final int ROUNDS = 15;
  private static final int WARM_UP = 5;
  private static final int REQUESTS = 200_000;
  private static final Duration BOUND = Duration.ofMinutes(5);

  /// One file that holds a round, so that the disk's speed is not measured.
  private static final JournalSettings SETTINGS =
      new JournalSettings(
          256 << 20, 1L << 30, Duration.ofMillis(50), Duration.ofMillis(5), Duration.ofSeconds(10));

  private static final Target TARGET =
      new Target("global", "deepseek-v4-flash", "standard", "simple_qa");
  private static final Result OPEN = new Result(0, true, null, "miss", 0);
  private static final Result ENDED =
      new Result(200, true, "0193-7f3a-41c2-8b0e-5d2f9e1c7a44", "miss", 1_234);
  private static final Usage TOKENS = new Usage(812, 0, 0, 143, 0);
  private static final String PRICE = "deepseek-v4-flash@2026-11-24";
  private static final Charge HELD =
      new Charge(
          Usd.ofNanos(125_000), Usd.ofNanos(125_000), Estimate.NOTHING, Estimate.NOTHING, PRICE);
  private static final Charge PAID =
      new Charge(
          Usd.ofNanos(116_950),
          Usd.ofNanos(125_000),
          new Estimate(
              Usd.ofNanos(2_345_000), Usd.ofNanos(3_000_000), Usd.ofNanos(4_000_000), true),
          new Estimate(Usd.ofNanos(116_950), Usd.ofNanos(116_950), Usd.ofNanos(116_950), false),
          PRICE);
  private static final Map<String, String> TAGS = Map.of("feature", "chat");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final double[] cpu = new double[ROUNDS];
  private final double[] wall = new double[ROUNDS];
  private final double[] drained = new double[ROUNDS];
  private final double[] bytes = new double[ROUNDS];

  private LedgerCost() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "ledger");
    try {
      LedgerCost cost = new LedgerCost();
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        cost.round(folder.resolve("round" + round), round);
      }
      cost.print();
    } finally {
      remove(folder);
    }
  }

  private void round(Path folder, int round) throws Exception {
    String[] ids = new String[REQUESTS];
    Arrays.setAll(ids, LedgerCost::id);
    try (JournalLedger ledger = JournalLedger.open(folder, new Nowhere(), SETTINGS)) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long cpuNanos = threads.getCurrentThreadCpuTime();
      long nanos = System.nanoTime();
      for (int i = 0; i < REQUESTS; i++) {
        if (!ledger.intend(row(ids[i], State.UNKNOWN))) {
          throw new IllegalStateException("no room");
        }
        ledger.record(row(ids[i], State.SETTLED));
      }
      long took = System.nanoTime() - nanos;
      long cpuTook = threads.getCurrentThreadCpuTime() - cpuNanos;
      long made = threads.getCurrentThreadAllocatedBytes() - allocated;
      if (!ledger.awaitDrained(BOUND) || ledger.dropped() != 0) {
        throw new IllegalStateException("rows are missing");
      }
      long all = System.nanoTime() - nanos;
      if (round >= 0) {
        cpu[round] = cpuTook / 1e3 / REQUESTS;
        wall[round] = 2 * REQUESTS / (took / 1e9);
        drained[round] = REQUESTS / (all / 1e9);
        bytes[round] = (double) made / REQUESTS;
      }
    }
    remove(folder);
  }

  private void print() {
    System.out.printf("%-58s %10s %10s%n", "", "median", "best");
    print("intent + row, CPU µs a request", cpu, false);
    print("intent + row, bytes allocated a request", bytes, false);
    print("records appended a second, one thread", wall, true);
    print("rows through journal and drain a second, from the first on", drained, true);
  }

  private static void print(String what, double[] values, boolean highIsBest) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double best = highIsBest ? sorted[ROUNDS - 1] : sorted[0];
    System.out.printf("%-58s %,10.2f %,10.2f%n", what, sorted[ROUNDS / 2], best);
  }

  private static String id(int i) {
    return "01JDG%021d".formatted(i);
  }

  private static LedgerRow row(String id, State state) {
    boolean ended = state != State.UNKNOWN;
    return new LedgerRow(
        id,
        0,
        Instant.now(),
        Kind.ANSWER,
        state,
        TARGET,
        ended ? ENDED : OPEN,
        ended ? TOKENS : Usage.NONE,
        ended ? PAID : HELD,
        new Payer("key_a1b2c3", "search", TAGS),
        1,
        null);
  }

  /// A store that forgets the rows.
  private static final class Nowhere implements RowStore {
    private Position position = Position.START;

    @Override
    public Position position(String journal) {
      return position;
    }

    @Override
    public void write(Batch batch) {
      position = batch.upTo();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
