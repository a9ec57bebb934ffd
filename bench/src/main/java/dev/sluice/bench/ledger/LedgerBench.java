package dev.sluice.bench.ledger;

import dev.sluice.gateway.ledger.LedgerQueries;
import dev.sluice.gateway.ledger.LedgerRow;
import dev.sluice.gateway.ledger.ReportQuery;
import dev.sluice.gateway.ledger.ReportQuery.Column;
import dev.sluice.gateway.ledger.RowStore.Batch;
import dev.sluice.gateway.ledger.RowStore.Position;
import dev.sluice.gateway.ledger.StoreFailure;
import dev.sluice.server.store.Store;
import dev.sluice.server.store.Stores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Fills a ledger and asks it everything that a report asks.
///
/// Each figure is of this process; `cold` is the first question on a newly opened database (the
/// files may be in the machine's own cache), `warm` the best of the next three.
final class LedgerBench {

  private static final Instant START = Instant.parse("2026-08-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(90);

  private LedgerBench() {}

  /// Runs one of `fill PLACE ROWS BATCH SPAN` and `report PLACE`. The span is the time that the
  /// rows are spread over, `P90D` for a ledger to report on, `PT50S` for what a busy gateway
  /// writes.
  ///
  /// @param arguments what to do, a folder or a `jdbc:postgresql:` address, and the rest
  public static void main(String[] arguments) throws Exception {
    String place = arguments[1];
    switch (arguments[0]) {
      case "fill" ->
          fill(
              place,
              new Traffic(START, Duration.parse(arguments[4]), Long.parseLong(arguments[2])),
              Long.parseLong(arguments[2]),
              Integer.parseInt(arguments[3]));
      case "report" -> report(place);
      default -> throw new IllegalArgumentException("fill or report, not " + arguments[0]);
    }
  }

  private static Store open(String place) {
    return place.startsWith("jdbc:") ? Stores.open(place, null, null) : Stores.open(Path.of(place));
  }

  private static void fill(String place, Traffic traffic, long rows, int batch)
      throws StoreFailure, IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = 0;
    long inStore = 0;
    long part = 0;
    try (Store store = open(place)) {
      for (long done = 0; done < rows; ) {
        List<LedgerRow> next = traffic.next((int) Math.min(batch, rows - done));
        done += next.size();
        long begun = System.nanoTime();
        long cpuBegun = threads.getCurrentThreadCpuTime();
        store.write(new Batch("bench", new Position(0, done), next, List.of()));
        inStore += System.nanoTime() - begun;
        cpu += threads.getCurrentThreadCpuTime() - cpuBegun;
        if (done / 1_000_000 > part) {
          part = done / 1_000_000;
          System.out.printf("%,d rows, %,.0f rows/s%n", done, done / (inStore / 1e9));
        }
      }
    }
    System.out.printf(
        "batches of %,d: %,.0f rows/s, %.1f µs CPU a row in this process%n",
        batch, rows / (inStore / 1e9), cpu / 1e3 / rows);
    Path file = Path.of(place).resolve("ledger.db");
    if (Files.exists(file)) {
      System.out.printf("%,.0f bytes per row%n", (double) Files.size(file) / rows);
    }
  }

  private static void report(String place) throws StoreFailure {
    System.out.printf("%-34s %8s %8s %8s%n", "question", "lines", "cold ms", "warm ms");
    for (List<ReportQuery.Group> by : groupings()) {
      String name = by.stream().map(ReportQuery.Group::heading).collect(Collectors.joining(","));
      ReportQuery all = new ReportQuery(START.plusSeconds(5000), START.plus(SPAN), by);
      measure(place, name, store -> store.report(all).size());
    }
    ReportQuery week =
        new ReportQuery(
            START.plus(Duration.ofHours(1931)), START.plus(SPAN), List.of(Column.DAY, Column.KEY));
    measure(place, "day,key of 9 days", store -> store.report(week).size());
    measure(place, "spending", store -> store.spending(START.plus(Duration.ofDays(80))).size());
    measure(place, "newest 100", store -> store.newest(100).size());
  }

  private static List<List<ReportQuery.Group>> groupings() {
    List<List<ReportQuery.Group>> all = new ArrayList<>();
    all.add(List.of());
    for (Column column : Column.values()) {
      all.add(List.of(column));
    }
    for (Column column : Column.values()) {
      if (column != Column.DAY) {
        all.add(List.of(Column.DAY, column));
      }
    }
    all.add(List.of(Column.TEAM, Column.KEY));
    all.add(List.of(Column.KEY, Column.MODEL));
    all.add(List.of(Column.TASK, Column.MODEL, Column.TIER));
    all.add(List.of(Column.DAY, Column.TEAM, Column.MODEL));
    all.add(List.of(Column.KEY, Column.MODEL, Column.TASK, Column.TIER, Column.LEVER));
    all.add(List.of(Column.DAY, Column.KEY, Column.MODEL));
    all.add(List.of(Column.values()));
    return all;
  }

  private interface Question {
    int lines(LedgerQueries store) throws StoreFailure;
  }

  private static void measure(String place, String name, Question question) throws StoreFailure {
    try (Store store = open(place)) {
      long begun = System.nanoTime();
      int lines = question.lines(store);
      double cold = (System.nanoTime() - begun) / 1e6;
      double warm = Double.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        begun = System.nanoTime();
        question.lines(store);
        warm = Math.min(warm, (System.nanoTime() - begun) / 1e6);
      }
      System.out.printf("%-34s %,8d %,8.0f %,8.0f%n", name, lines, cold, warm);
    }
  }
}
