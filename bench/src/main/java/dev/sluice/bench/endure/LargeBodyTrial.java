package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Requests of 20 MB: one, and more at once than a small heap holds.
final class LargeBodyTrial implements Trial {

  private static final int BODY_BYTES = 20_000_000;
  private static final int AT_ONCE = 12;

  @Override
  public String name() {
    return "bodies";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    Bystanders.warmUp(gateway.port());
    byte[] filler = new byte[BODY_BYTES];
    Arrays.fill(filler, (byte) 'z');
    double before = gateway.residentMib();
    gateway.forgetPeak();
    long began = System.nanoTime();
    int status = ask(gateway, filler);
    report.holds(
        "one body of 20 MB",
        status + " after " + Report.number((System.nanoTime() - began) / 1e6) + " ms",
        status == 200);
    report.note("RSS grew by", Report.number(gateway.peakMib() - before) + " MiB");
    try (Bystanders others = new Bystanders(gateway.port())) {
      atOnce(gateway, filler, report);
      others.tell(report);
    }
    report.atMost("peak RSS", gateway.peakMib(), 512, " MiB");
    report.note("live heap then", Report.number(gateway.liveHeapMib()) + " MiB");
  }

  /// Some may be turned away; nobody may be left without an answer.
  private static void atOnce(GatewayProcess gateway, byte[] filler, Report report)
      throws InterruptedException {
    int served = 0;
    int turnedAway = 0;
    String odd = "";
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        statuses.add(clients.submit(() -> ask(gateway, filler)));
      }
      for (Future<Integer> status : statuses) {
        try {
          switch (status.get()) {
            case 200 -> served++;
            case 503 -> turnedAway++;
            default -> odd = "status " + status.get();
          }
        } catch (ExecutionException e) {
          odd = String.valueOf(e.getCause());
        }
      }
    }
    report.holds(
        AT_ONCE + " bodies of 20 MB at once",
        served
            + " answered, "
            + turnedAway
            + " turned away with 503"
            + (odd.isEmpty() ? "" : ", " + odd),
        odd.isEmpty() && served > 0);
  }

  private static int ask(GatewayProcess gateway, byte[] filler) throws IOException {
    try (Peer peer = Peer.connect(gateway.port())) {
      try {
        peer.send(Model.PLAIN, false, "large", filler);
      } catch (IOException e) {
        // turned away in the middle; the answer is there all the same
      }
      return peer.answer().status();
    }
  }
}
