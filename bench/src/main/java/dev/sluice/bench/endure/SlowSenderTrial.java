package dev.sluice.bench.endure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clients that send their head, or their body, byte by byte.
final class SlowSenderTrial implements Trial {

  private static final int EACH = 200;
  private static final double LIMIT_SECONDS = 10;

  /// How one of them ended.
  private record End(int status, double seconds) {}

  @Override
  public String name() {
    return "loris";
  }

  @Override
  public void run(GatewayProcess gateway, LoadProvider provider, Report report)
      throws IOException, InterruptedException {
    try (Bystanders others = new Bystanders(gateway.port());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      String head = Peer.postHead(100_000);
      List<Future<End>> heads = new ArrayList<>();
      List<Future<End>> bodies = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        heads.add(clients.submit(() -> trickle(gateway.port(), head.substring(0, 10))));
        bodies.add(clients.submit(() -> trickle(gateway.port(), head)));
      }
      ends("slow heads", heads, report);
      ends("slow bodies", bodies, report);
      others.tell(report);
    }
  }

  private static void ends(String what, List<Future<End>> ends, Report report)
      throws InterruptedException {
    Figures seconds = new Figures();
    int otherwise = 0;
    String example = "";
    for (Future<End> future : ends) {
      try {
        End end = future.get();
        seconds.add(end.seconds);
        if (end.status != 408) {
          otherwise++;
          example = "status " + end.status;
        }
      } catch (ExecutionException e) {
        otherwise++;
        example = String.valueOf(e.getCause());
      }
    }
    report.none(EACH + " " + what + ": not ended by 408", otherwise, example);
    report.holds(
        "ended after",
        seconds.spread(" s"),
        seconds.quantile(0) > LIMIT_SECONDS - 1 && seconds.max() < LIMIT_SECONDS + 3);
  }

  /// Sends a beginning, then a byte twice a second until the gateway has had enough.
  private static End trickle(int port, String beginning) throws IOException, InterruptedException {
    long began = System.nanoTime();
    try (Peer peer = Peer.connect(port)) {
      peer.write(beginning);
      Thread writer = Thread.ofVirtual().start(() -> trickle(peer));
      int status = peer.answer().status();
      peer.isClosedWithin(5_000);
      double seconds = (System.nanoTime() - began) / 1e9;
      writer.interrupt();
      writer.join();
      return new End(status, seconds);
    }
  }

  private static void trickle(Peer peer) {
    try {
      while (true) {
        Thread.sleep(500);
        peer.write("a");
      }
    } catch (IOException | InterruptedException e) {
      // the end of it
    }
  }
}
