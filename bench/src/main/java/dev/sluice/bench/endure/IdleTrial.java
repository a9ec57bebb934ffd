package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Ten thousand clients that keep a connection and ask nothing.
final class IdleTrial implements Trial {

  private static final int CONNECTIONS = 10_000;
  private static final int AT_ONCE = 100;
  private static final int SECONDS = 15;
  private static final double KIB_PER_MIB = 1024;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    Bystanders.warmUp(gateway.port());
    double heap = gateway.liveHeapMib();
    double resident = gateway.residentMib();
    List<Peer> idle = Collections.synchronizedList(new ArrayList<>());
    try (Bystanders others = new Bystanders(gateway.port())) {
      long began = System.nanoTime();
      int failed =
          eachOf(
              CONNECTIONS,
              i -> {
                Peer peer = Peer.connect(gateway.port());
                idle.add(peer);
                return isLive(peer);
              });
      double seconds = (System.nanoTime() - began) / 1e9;
      report.none(CONNECTIONS + " connections: not accepted and answered", failed, "");
      report.note("accepted and answered once, all in", Report.number(seconds) + " s");
      Thread.sleep(SECONDS * 1000);
      double each = (gateway.residentMib() - resident) * KIB_PER_MIB / CONNECTIONS;
      report.atMost("RSS per connection", each, 32, " KiB");
      double live = (gateway.liveHeapMib() - heap) * KIB_PER_MIB / CONNECTIONS;
      report.atMost("live heap per connection", live, 16, " KiB");
      report.note("RSS", Report.number(gateway.residentMib()) + " MiB");
      int lost = eachOf(CONNECTIONS, i -> isLive(idle.get(i)));
      report.none("connections lost after " + SECONDS + " s", lost, "");
      others.tell(report);
    } finally {
      for (Peer peer : idle) {
        peer.close();
      }
    }
  }

  private interface Check {
    boolean succeeds(int index) throws IOException;
  }

  /// @return how many failed
  private static int eachOf(int count, Check check) {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 0; worker < AT_ONCE; worker++) {
        clients.execute(() -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
              if (!check.succeeds(i)) {
                failed.incrementAndGet();
              }
            } catch (IOException | RuntimeException e) {
              failed.incrementAndGet();
            }
          }
        });
      }
    }
    return failed.get();
  }

  private static boolean isLive(Peer peer) throws IOException {
    peer.write("GET /health/live HTTP/1.1\r\nhost: bench\r\n\r\n");
    Peer.Answer answer = peer.answer();
    return answer.status() == 200 && answer.text().contains("ok");
  }
}
